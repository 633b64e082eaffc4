/** Whether an item tells of a whole trunk: another form than the one that n8n shows before a run. */
export function isSummary(json: object): boolean {
	return 'plan_id' in json;
}

const TEXT = { type: 'string' };
const COUNT = { type: 'integer', minimum: 0 };
const listOf = (properties: object) => ({ type: 'array', items: { type: 'object', properties } });

const NAME_OR_NULL = { type: ['string', 'null'] };
const CONFIGURATION = {
	type: 'object',
	properties: {
		trunk_name: TEXT,
		auth_type: NAME_OR_NULL,
		nso_code: NAME_OR_NULL,
		destinations: listOf({ destination: TEXT, priority: COUNT, weight: COUNT }),
		whitelisted_ips: listOf({ ip: TEXT, mask: { type: ['integer', 'string', 'null'] } }),
		phone_numbers: listOf({ phone_number: TEXT, mode: TEXT }),
		sip_credentials: listOf({ user_name: TEXT, friendly_name: NAME_OR_NULL }),
		settings: listOf({ name: TEXT, value: TEXT }),
	},
};
const VALUES = {
	type: 'object',
	properties: {
		...{ priority: COUNT, weight: COUNT, mode: TEXT, friendly_name: NAME_OR_NULL, value: TEXT },
		...{ trunk_name: TEXT, auth_type: NAME_OR_NULL, nso_code: NAME_OR_NULL },
	},
};

/** What a summary may have, by the operation. */
export function summarySchema(operation: string): Record<string, unknown> {
	if (operation !== 'trunk.apply') return summaryOfLists(operation);
	const schema = summaryOfLists(operation);
	return {
		...schema,
		properties: {
			...Object(schema.properties),
			trunk_sid: NAME_OR_NULL,
			changes: listOf({
				action: { enum: ['add', 'update', 'delete', 'protected', 'refused'] },
				...{ resource: TEXT, key: TEXT, id: TEXT, message: TEXT },
				...{ before: VALUES, after: VALUES },
			}),
			wanted: CONFIGURATION,
			before: CONFIGURATION,
		},
	};
}

function summaryOfLists(operation: string): Record<string, unknown> {
	const isOfDestinations = operation.startsWith('destinationUri.');
	const values: object = isOfDestinations ? { priority: COUNT, weight: COUNT } : {};
	const name: object = isOfDestinations
		? { destination: TEXT }
		: { ip: TEXT, mask: { type: ['integer', 'string', 'null'] } };
	const row = { type: 'object', properties: values };
	const counts = ['add', 'update', 'delete', 'keep', 'protected', 'refused'];
	return {
		type: 'object',
		required: ['trunk_sid', 'in_sync', 'message', 'counts', 'plan', 'changes', 'before'],
		properties: {
			trunk_sid: TEXT,
			trunk_name: TEXT,
			in_sync: { type: 'boolean' },
			message: TEXT,
			plan_id: { type: 'string', pattern: '^plan_[0-9a-f]{16}$' },
			counts: {
				type: 'object',
				required: counts,
				properties: Object.fromEntries(counts.map((count) => [count, COUNT])),
			},
			plan: TEXT,
			changes: listOf({
				action: { enum: ['add', 'update', 'delete', 'protected', 'refused'] },
				...name,
				id: TEXT,
				before: row,
				after: row,
				message: TEXT,
			}),
			wanted: listOf({ ...name, ...values }),
			before: listOf({ ...name, ...values }),
			dry_run: { type: 'boolean' },
			action: { const: 'rejected' },
			status: { const: 'failure' },
			error: {
				type: 'object',
				properties: { code: { type: 'null' }, message: TEXT, description: TEXT },
			},
		},
	};
}
