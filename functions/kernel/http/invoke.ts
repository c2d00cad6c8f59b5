import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Transient } from '../problem.ts';

/**
 * Lambda's client would add 95 kB and 15 ms of cold start to a function for this one call. What it brings beyond the
 * call is in every bundle already: this client sends nothing itself, it lends its signer and its credentials.
 */
const { config } = new DynamoDBClient({});

const service = 'lambda';

const endpointOf = (region: string): URL =>
  new URL(process.env['AWS_ENDPOINT_URL'] ?? `https://${service}.${region}.amazonaws.com`);

const signed = async (functionName: string, body: string) => {
  const region = await config.region();
  const endpoint = endpointOf(region);
  const signer = await config.signer({
    name: 'sigv4',
    signingName: service,
    signingRegion: region,
    properties: {},
  });
  const trace = process.env['_X_AMZN_TRACE_ID'];
  return signer.sign({
    method: 'POST',
    protocol: endpoint.protocol,
    hostname: endpoint.hostname,
    ...(endpoint.port !== '' && { port: Number(endpoint.port) }),
    path: `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`,
    query: {},
    headers: {
      host: endpoint.host,
      'content-type': 'application/json',
      // Lambda stops functions that call each other in a circle by this header.
      ...(trace !== undefined && { 'x-amzn-trace-id': trace }),
    },
    body,
  });
};

export interface Invoked {
  readonly payload: string;
  /** Set where the function threw; the payload then says what. */
  readonly functionError: string | undefined;
}

const mostTries = 3;
const firstPauseMs = 50;

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly functionError: string | undefined;
}

/** Undefined where nothing answered. */
const send = async (functionName: string, body: string): Promise<Answer | undefined> => {
  const request = await signed(functionName, body);
  try {
    const { response } = await config.requestHandler.handle(request);
    const bytes = await config.streamCollector(response.body);
    return {
      status: response.statusCode,
      text: Buffer.from(bytes).toString(),
      functionError: response.headers['x-amz-function-error'],
    };
  } catch {
    return undefined;
  }
};

/** Throttled, out of order or not reached: the next try may pass. */
const passes = (answer: Answer | undefined): boolean =>
  answer === undefined || answer.status === 429 || answer.status >= 500;

const refusal = (functionName: string, answer: Answer | undefined): string =>
  `${functionName} could not be called: ${answer?.text ?? 'no answer'}`;

/** Runs a function and waits for its answer, with the SDK's number of tries. A call that Lambda refuses is a fault of ours: no Transient. */
export const invoke = async (functionName: string, body: string): Promise<Invoked> => {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await send(functionName, body);
    if (answer !== undefined && answer.status < 300)
      return { payload: answer.text, functionError: answer.functionError };
    if (!passes(answer)) throw new Error(refusal(functionName, answer));
    if (attempt === mostTries) throw new Transient(refusal(functionName, answer));
    await pause(firstPauseMs * 2 ** attempt * Math.random());
  }
};
