/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   has to find the files of this repository; not part of the package */
import { join } from 'node:path';

/** Where the schemas of the node's version are, as n8n looks for them. */
export const SCHEMA_FOLDER = join(__dirname, '../../../nodes/Exotel/__schema__/v1.0.0');

/** In place of an operation, the trigger, which has none. */
export const TRIGGER = '';

/** The file with the schema of an operation, e.g. `destinationUri.add`. */
export function schemaFile(operation: string, folder = SCHEMA_FOLDER): string {
	return `${join(folder, ...operation.split('.'))}.json`;
}
