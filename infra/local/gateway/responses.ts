import type { GatewayResponseModel } from '../assembly/model.ts';
import type { Answer } from './answer.ts';

/** What API Gateway answers by itself, by its response type: the status, its default's family, the message. */
const own = {
  UNAUTHORIZED: [401, 'DEFAULT_4XX', 'Unauthorized'],
  ACCESS_DENIED: [403, 'DEFAULT_4XX', 'User is not authorized to access this resource'],
  MISSING_AUTHENTICATION_TOKEN: [403, 'DEFAULT_4XX', 'Missing Authentication Token'],
  REQUEST_TOO_LARGE: [413, 'DEFAULT_4XX', 'Request Too Long'],
  THROTTLED: [429, 'DEFAULT_4XX', 'Too Many Requests'],
  AUTHORIZER_FAILURE: [500, 'DEFAULT_5XX', 'Internal server error'],
  INTEGRATION_FAILURE: [502, 'DEFAULT_5XX', 'Internal server error'],
  INTEGRATION_TIMEOUT: [504, 'DEFAULT_5XX', 'Endpoint request timed out'],
} as const;

export type ResponseType = keyof typeof own;

/** What a template may name of the request. */
export interface ResponseContext {
  readonly requestId: string;
  readonly path: string;
  readonly httpMethod: string;
}

const fill = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(
    /\$context\.([A-Za-z.]*[A-Za-z])|\$\{context\.([A-Za-z.]+)\}/g,
    (_whole, plain: string | undefined, braced: string | undefined) =>
      values[plain ?? braced ?? ''] ?? '',
  );

/** The gateway's own answers, in the form that the templates' GatewayResponses give them. */
export const ownAnswers =
  (configured: Readonly<Record<string, GatewayResponseModel>>) =>
  (type: ResponseType, context: ResponseContext): Answer => {
    const [status, family, message] = own[type];
    const response = configured[type] ?? configured[family];
    const values: Record<string, string> = {
      'error.message': message,
      'error.messageString': JSON.stringify(message),
      'error.responseType': type,
      requestId: context.requestId,
      path: context.path,
      httpMethod: context.httpMethod,
    };
    return {
      status: response?.status ?? status,
      headers: {
        'Content-Type': response?.contentType ?? 'application/json',
        'x-amzn-RequestId': context.requestId,
        'x-amzn-ErrorType': type,
        ...response?.headers,
      },
      body: fill(response?.template ?? '{"message":$context.error.messageString}', values),
    };
  };
