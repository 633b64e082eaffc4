import build from '../build';
import { installN8n } from './install';
import { N8N_VERSIONS } from './versions';

/** Builds the package and installs n8n before the first test, since tests run side by side. */
export default async function prepare(): Promise<void> {
	build();
	await Promise.all(N8N_VERSIONS.map(async (version) => await installN8n(version)));
}
