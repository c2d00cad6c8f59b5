import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { log } from '../observability/log.ts';
import { Problem, problemBody } from '../problem.ts';
import type { Request, Response } from './request.ts';
import { correlationIdOf, requestOf, resultOf } from './request.ts';

const answerOf = (error: unknown): Response => {
  if (error instanceof Problem) return { status: error.status, body: problemBody(error) };
  if (error instanceof Error && error.name === 'ThrottlingException')
    return {
      status: 429,
      body: problemBody(new Problem(429, 'throttled', 'Too many requests; try again')),
    };
  return {
    status: 500,
    body: problemBody(
      new Problem(500, 'internalError', 'Something went wrong on our side; nothing was changed'),
    ),
  };
};

/** The middy stack of an API function: every error becomes a TM Forum error body, and a bug is logged with its cause. */
export const apiHandler = (basePath: string, serve: (request: Request) => Promise<Response>) =>
  middy<APIGatewayProxyEvent, APIGatewayProxyResult>(async (event: APIGatewayProxyEvent) =>
    resultOf(await serve(requestOf(event, basePath))),
  ).use({
    onError: async (request) => {
      const { headers, requestContext } = request.event;
      const requestId = requestContext?.requestId ?? '';
      if (!(request.error instanceof Problem))
        log.error('API-500 request failed', {
          error: request.error,
          requestId,
          correlationId: correlationIdOf(headers, requestId),
        });
      request.response = resultOf(answerOf(request.error));
    },
  });
