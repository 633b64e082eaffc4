/** The Node.js that n8n runs on here. */
export const NODE_VERSION = '24.21.0';

/** The newest n8n; where one version is enough, this is it. */
export const LATEST_N8N = '2.41.1';

/** The newest n8n of the major version before. */
export const PREVIOUS_N8N = '1.123.81';

/** The versions of n8n that the package is tested in. */
export const N8N_VERSIONS = [LATEST_N8N, PREVIOUS_N8N] as const;

/** A version of n8n that can be installed here. */
export type N8nVersion = (typeof N8N_VERSIONS)[number];
