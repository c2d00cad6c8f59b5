/**
 * Lambda gives a function its credentials in the environment; the SDK's default chain also carries code for files,
 * single sign-on and metadata services, which costs a third of the bundle and half of the cold start.
 */
export const defaultProvider = () => async () => ({
  accessKeyId: process.env['AWS_ACCESS_KEY_ID'] ?? '',
  secretAccessKey: process.env['AWS_SECRET_ACCESS_KEY'] ?? '',
  sessionToken: process.env['AWS_SESSION_TOKEN'],
});
