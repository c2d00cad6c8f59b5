import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const keyBytes = 32;

/** Each function's secret access key, from one kept key: a link that a function made holds after a restart. */
export const openSecrets = (file: string): ((functionName: string) => string) => {
  if (!existsSync(file))
    writeFileSync(file, randomBytes(keyBytes).toString('base64url'), { mode: 0o600 });
  const key = readFileSync(file, 'utf8');
  return (functionName) => createHmac('sha256', key).update(functionName).digest('base64url');
};
