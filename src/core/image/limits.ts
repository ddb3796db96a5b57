/** The largest layer that ECR keeps, compressed: 52,000 MiB. */
export const LARGEST_LAYER = 52_000 * 2 ** 20;

/** The largest image that a serverless endpoint takes. */
export const LARGEST_SERVERLESS = 10 * 2 ** 30;
