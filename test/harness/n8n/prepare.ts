import build from '../build';
import { installAll } from './install';

/** Builds the package and installs n8n before the first test, since tests run side by side. */
export default async function prepare(): Promise<void> {
	build();
	await installAll();
}
