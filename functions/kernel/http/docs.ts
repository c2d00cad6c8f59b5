import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';

const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Strowger APIs</title>
<link rel="stylesheet" href="docs/swagger-ui.css"></head>
<body><div id="ui"></div><script src="docs/swagger-ui-bundle.js"></script>
<script>SwaggerUIBundle({ url: 'openapi.json', dom_id: '#ui', docExpansion: 'none', filter: true });</script></body></html>`;

const types: Readonly<Record<string, string>> = {
  'openapi.json': 'application/json',
  'swagger-ui.css': 'text/css',
  'swagger-ui-bundle.js': 'text/javascript',
};

/** The API description, and a page to browse it. Both are open: they say nothing that the contract does not. */
export const handler = async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
  const name = event.path.split('/').at(-1) ?? '';
  if (name === 'docs' || name === '')
    return { statusCode: 200, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body: page };
  const type = types[name];
  if (type === undefined)
    return {
      statusCode: 404,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        '@type': 'Error',
        code: 'notFound',
        reason: `${name} is not here`,
        status: '404',
      }),
    };
  const directory = process.env['LAMBDA_TASK_ROOT'] ?? __dirname;
  const body = await readFile(join(directory, name), 'utf8');
  return {
    statusCode: 200,
    headers: { 'Content-Type': type, 'Cache-Control': 'max-age=300' },
    body,
  };
};
