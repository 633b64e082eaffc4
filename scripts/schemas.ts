/* eslint-disable no-console, @n8n/community-nodes/no-restricted-imports --
   a command-line program: it prints, and writes files of this repository */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { SCHEMA_FOLDER, schemaFile } from '../test/harness/schemas/files';
import { makeSchemas } from '../test/harness/schemas/make';

/** Writes the schema of each operation's items, and of the trigger's, as n8n shows them before the node has run. */
async function main(): Promise<void> {
	const schemas = await makeSchemas();
	rmSync(dirname(SCHEMA_FOLDER), { recursive: true, force: true });
	for (const [operation, schema] of schemas) {
		const file = schemaFile(operation);
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, `${JSON.stringify(schema, null, '\t')}\n`);
	}
	console.log(`${schemas.size} schemas in ${join('nodes', 'Exotel', '__schema__')}`);
}

void main();
