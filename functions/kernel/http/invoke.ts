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
  const path = `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`;
  const trace = process.env['_X_AMZN_TRACE_ID'];
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: endpoint.protocol,
    hostname: endpoint.hostname,
    ...(endpoint.port !== '' && { port: Number(endpoint.port) }),
    path,
    query: {},
    headers: {
      host: endpoint.host,
      'content-type': 'application/json',
      // Lambda stops functions that call each other in a circle by this header.
      ...(trace !== undefined && { 'x-amzn-trace-id': trace }),
    },
    body,
  });
  // The connection sets it from the address.
  const { host: _, ...sent } = headers;
  return { url: new URL(path, endpoint), headers: sent };
};

export interface Invoked {
  readonly payload: string;
  /** Set where the function threw; the payload then says what. */
  readonly functionError: string | undefined;
}

const mostTries = 3;
const firstPauseMs = 50;

const send = async (functionName: string, body: string): Promise<Response | undefined> => {
  const { url, headers } = await signed(functionName, body);
  return fetch(url, { method: 'POST', headers, body }).catch(() => undefined);
};

/** Throttled, out of order or not reached: the next try may pass. */
const passes = (response: Response | undefined): boolean =>
  response === undefined || response.status === 429 || response.status >= 500;

const refusal = async (functionName: string, response: Response | undefined): Promise<string> =>
  `${functionName} could not be called: ${(await response?.text()) ?? 'no answer'}`;

/** Runs a function and waits for its answer, with the SDK's number of tries. A call that Lambda refuses is a fault of ours: no Transient. */
export const invoke = async (functionName: string, body: string): Promise<Invoked> => {
  for (let attempt = 1; ; attempt += 1) {
    const response = await send(functionName, body);
    if (response?.ok === true) {
      const functionError = response.headers.get('x-amz-function-error') ?? undefined;
      return { payload: await response.text(), functionError };
    }
    if (!passes(response)) throw new Error(await refusal(functionName, response));
    if (attempt === mostTries) throw new Transient(await refusal(functionName, response));
    await pause(firstPauseMs * 2 ** attempt * Math.random());
  }
};
