import type { INodeParameters } from 'n8n-workflow';

import type { State, Trunk } from '../test/harness/simulator/state';
import type { Case } from './cases';

/** A row of a sheet: its trunk, and what the operation needs besides. */
export interface Row extends INodeParameters {
	readonly trunk: string;
}

/** A request, below the path of the account. */
export interface Request {
	readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	readonly path: string;
	readonly body?: object;
}

/** An operation, the way each contender does it. */
interface Operation {
	/** What it does to how many things, for reports. */
	readonly name: string;
	/** What a row says besides its trunk. */
	row(index: number): INodeParameters;
	/** Whether the trunks have the destinations of the rows beforehand. */
	readonly needsDestinations: boolean;
	/** Of this package's node. */
	readonly parameters: INodeParameters;
	/**
	 * Of the HTTP Request node: method, what follows the trunk in the path, and the body; with expressions. What it
	 * can't do in one request for each row, it does not do.
	 */
	readonly http?: { readonly method: string; readonly path: string; readonly body?: string };
	/** The requests of all rows, step by step: those that the node can't do without. */
	steps(rows: readonly Row[]): Request[][];
	/** Items for each row; one if absent. */
	readonly itemsPerRow?: number;
	/** The destinations of the trunk of a row; one if absent. */
	destinations?(index: number): string[];
	/** What has been done, each thing by a name of its own. */
	done(state: State, requested: readonly string[]): string[];
}

const TRUNK = 'trmum1bench';
const REST = '.example.com:5061;transport=tls';
/** The id of the first destination of an account. */
export const FIRST_ID = 2543;
const WEIGHT = 7;
const byId = { __rl: true, mode: 'id', value: '={{ $json.id }}' };

/** What is on all trunks, each thing by a name of its own. */
function onTrunks({ trunks }: State, namesOf: (trunk: Trunk) => Array<string | number>): string[] {
	return [...trunks].flatMap(([sid, trunk]) => namesOf(trunk).map((name) => `${sid} ${name}`));
}

/** One step with a request for each row. */
function oneEach(requestOf: (row: Row) => Request): (rows: readonly Row[]) => Request[][] {
	return (rows) => [rows.map(requestOf)];
}

const LISTS = ['whitelisted-ips', 'credentials', 'destination-uris', 'settings', 'phone-numbers'];
const PER_TRUNK = 5;
const fiveOf = (index: number) =>
	Array.from({ length: PER_TRUNK }, (_, at) => `sip${index}-${at}${REST}`);
const readOf = (path: string): Request => ({
	method: 'GET',
	path: `${path}?offset=0&page_size=200`,
});

export const OPERATIONS = {
	add: {
		name: 'add destinations',
		row: (index) => ({ destination: `sip${index}${REST}` }),
		needsDestinations: false,
		parameters: {},
		http: {
			method: 'POST',
			path: '/destination-uris',
			body: '={{ { destinations: [{ destination: $json.destination }] } }}',
		},
		steps: oneEach(({ trunk, destination }) => ({
			method: 'POST',
			path: `/trunks/${trunk}/destination-uris`,
			body: { destinations: [{ destination }] },
		})),
		done: (state) =>
			onTrunks(state, ({ destinations }) => destinations.map((one) => one.destination)),
	},
	map: {
		name: 'map numbers',
		row: (index) => ({ number: `+9180${10_000_000 + index}` }),
		needsDestinations: false,
		parameters: {
			resource: 'phoneNumber',
			operation: 'map',
			phoneNumber: '={{ $json.number }}',
		},
		http: {
			method: 'POST',
			path: '/phone-numbers',
			body: '={{ { phone_number: $json.number } }}',
		},
		steps: oneEach(({ trunk, number }) => ({
			method: 'POST',
			path: `/trunks/${trunk}/phone-numbers`,
			body: { phone_number: number },
		})),
		done: (state) =>
			onTrunks(state, ({ phoneNumbers }) => phoneNumbers.map((one) => one.phone_number)),
	},
	whitelist: {
		name: 'whitelist addresses',
		row: (index) => ({ address: `44.${(index >> 8) & 255}.${index & 255}.9` }),
		needsDestinations: false,
		parameters: { resource: 'whitelistedIp', operation: 'add', ip: '={{ $json.address }}' },
		http: {
			method: 'POST',
			path: '/whitelisted-ips',
			body: '={{ { ip: $json.address, mask: 32 } }}',
		},
		steps: oneEach(({ trunk, address }) => ({
			method: 'POST',
			path: `/trunks/${trunk}/whitelisted-ips`,
			body: { ip: address, mask: 32 },
		})),
		done: (state) => onTrunks(state, ({ whitelistedIps }) => whitelistedIps.map(({ ip }) => ip)),
	},
	createCredential: {
		name: 'create credentials',
		row: (index) => ({ user: `agent_${index}` }),
		needsDestinations: false,
		parameters: {
			resource: 'sipCredential',
			operation: 'create',
			userName: '={{ $json.user }}',
			password: 'S3cret_pass',
		},
		http: {
			method: 'POST',
			path: '/credentials',
			body: '={{ { user_name: $json.user, password: "S3cret_pass" } }}',
		},
		steps: oneEach(({ trunk, user }) => ({
			method: 'POST',
			path: `/trunks/${trunk}/credentials`,
			body: { user_name: user, password: 'S3cret_pass' },
		})),
		done: (state) => onTrunks(state, ({ credentials }) => credentials.map((one) => one.user_name)),
	},
	update: {
		name: 'update destinations',
		row: (index) => ({ id: String(FIRST_ID + index) }),
		needsDestinations: true,
		parameters: {
			operation: 'update',
			destinationId: byId,
			updateFields: { weight: String(WEIGHT) },
		},
		http: {
			method: 'PUT',
			path: '/destination-uris/{{ $json.id }}',
			body: `={{ { weight: ${WEIGHT} } }}`,
		},
		steps: oneEach(({ trunk, id }) => ({
			method: 'PUT',
			path: `/trunks/${trunk}/destination-uris/${String(id)}`,
			body: { weight: WEIGHT },
		})),
		done: (state) =>
			onTrunks(state, ({ destinations }) =>
				destinations.filter(({ weight }) => weight === WEIGHT).map(({ id }) => id),
			),
	},
	delete: {
		name: 'delete destinations',
		row: (index) => ({ id: String(FIRST_ID + index) }),
		needsDestinations: true,
		parameters: { operation: 'delete', destinationId: byId },
		http: { method: 'DELETE', path: '/destination-uris?id={{ $json.id }}' },
		steps: oneEach(({ trunk, id }) => ({
			method: 'DELETE',
			path: `/trunks/${trunk}/destination-uris?id=${String(id)}`,
		})),
		done(state) {
			const left = new Set(onTrunks(state, ({ destinations }) => destinations.map(({ id }) => id)))
				.size;
			const had = state.nextId.destination - FIRST_ID;
			return Array.from({ length: had - left }, (_, index) => String(index));
		},
	},
	getMany: {
		name: 'get many',
		row: () => ({}),
		needsDestinations: true,
		parameters: { operation: 'getAll' },
		http: { method: 'GET', path: '/destination-uris?page_size=50' },
		steps: oneEach(({ trunk }) => ({
			method: 'GET',
			path: `/trunks/${trunk}/destination-uris?offset=0&page_size=50`,
		})),
		done: (_state, requested) => requested.filter((path) => path.includes('/destination-uris')),
	},
	export: {
		name: 'export trunks',
		row: () => ({}),
		needsDestinations: true,
		destinations: fiveOf,
		parameters: { resource: 'trunk', operation: 'export' },
		steps: (rows) => [
			rows.map(({ trunk }) => ({ method: 'GET', path: `/trunks/${trunk}` })),
			rows.flatMap(({ trunk }) => LISTS.map((list) => readOf(`/trunks/${trunk}/${list}`))),
		],
		done: (_state, requested) => requested.filter((path) => /trunks\/\w+$/.test(path)),
	},
	apply: {
		name: 'apply to trunks',
		row: (index) => ({ destinations: fiveOf(index).join() }),
		needsDestinations: false,
		destinations: fiveOf,
		parameters: {
			resource: 'trunk',
			operation: 'apply',
			configurationSource: 'fields',
			destinations: '={{ $json.destinations }}',
		},
		itemsPerRow: 1 + PER_TRUNK,
		steps(rows) {
			const pathOf = ({ trunk }: Row) => `/trunks/${trunk}/destination-uris`;
			const lists = rows.map((row) => readOf(pathOf(row)));
			const posts = rows.map((row): Request => {
				const destinations = String(row.destinations)
					.split(',')
					.map((destination) => ({ destination }));
				return { method: 'POST', path: pathOf(row), body: { destinations } };
			});
			// As by default, the lists are read once more to look for doubles.
			return [[readOf('/trunks')], lists, posts, lists];
		},
		done: (state) =>
			onTrunks(state, ({ destinations }) => (destinations.length === PER_TRUNK ? ['all'] : [])),
	},
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;

/** Whether an operation is about whole trunks, which takes several requests for each. */
export function isOfTrunks(operation: OperationName): operation is 'export' | 'apply' {
	return operation === 'export' || operation === 'apply';
}

/** How a contender does an operation. */
export function operationOf({ operation }: Pick<Case, 'operation'>): Operation {
	return OPERATIONS[operation];
}

/** Each trunk of some rows with its destinations, in the order in which the trunks first appear. */
export function destinationsOf(one: Case): Map<string, string[]> {
	const trunks = new Map<string, string[]>();
	const { destinations = (index) => [`sip${index}${REST}`] } = operationOf(one);
	for (const [index, { trunk }] of rowsOf(one).entries()) {
		const known = trunks.get(trunk);
		if (known === undefined) trunks.set(trunk, destinations(index));
		else known.push(...destinations(index));
	}
	return trunks;
}

/** The rows of a case. */
export function rowsOf({ operation, count, trunks }: Case): Row[] {
	return Array.from({ length: count }, (_, index) => ({
		trunk: `${TRUNK}${index % trunks}`,
		...OPERATIONS[operation].row(index),
	}));
}
