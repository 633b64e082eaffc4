import { destinationKey, keyOf } from '../../sip/destination';
import { parseDestination } from '../../sip/parse';
import { parsed } from '../../sip/parsed';
import { showDestination } from '../../sip/show';
import { rowsWhere } from '../kind';
import { whitelistIps } from '../whitelistIps';
import { requestsOn, type PlannedSection, type Section, type Wanted } from './section';

/** What Exotel gives a destination (exotel-api: "Endpoints"). */
const DEFAULTS = { priority: 0, weight: 1 };

const COLLECTION = 'destination-uris';

export const destinationUris: PlannedSection & Section = {
	collection: COLLECTION,
	resource: 'destinationUri',
	listName: 'destinations',
	requests: requestsOn(COLLECTION, { idField: 'id' }),
	one: 'destination URI',
	name: 'URI',
	nameField: 'destination',
	idField: 'id',
	changeable: ['priority', 'weight'],
	defaults: DEFAULTS,
	mostPerRequest: Infinity,
	isUnique: false,
	show: showDestination,
	nameOf: ({ destination }) => String(destination ?? ''),
	keyOf: ({ destination }) => destinationKey(String(destination)),
	bodyOf: (batch) => ({ destinations: batch.map(({ key }) => ({ destination: key })) }),
	nameOfKey,
	fieldsOfName: (name) => ({ destination: name }),
	rowOf: ({ key, fields: { priority = DEFAULTS.priority, weight = DEFAULTS.weight } }) => ({
		...{ destination: nameOfKey(key), type: 'public', priority, weight },
	}),
	readName(text) {
		const read = parseDestination(text, 'tls');
		// What Add would refuse, such as UDP, may be on the trunk all the same, just as it is written.
		const key = read.ok ? keyOf(read.value) : destinationKey(text);
		return parsed(
			rowsWhere(
				({ destination }) => typeof destination === 'string' && destinationKey(destination) === key,
			),
		);
	},
	/** Exotel refuses an IPv4 destination whose address is not on the whitelist (exotel-api: "Destination rules"). */
	async prepare(client, trunkSid, toAdd, advance) {
		const inNeed = toAdd.filter(({ whitelist = false }) => whitelist);
		if (inNeed.length === 0) return { ok: true, value: new Map() };
		const refused = await whitelistIps(client, trunkSid, inNeed.map(hostOf), advance);
		if (!refused.ok) return refused;
		const barred = inNeed.flatMap((one) => {
			const failure = refused.value.get(hostOf(one));
			return failure === undefined ? [] : [[one, failure] as const];
		});
		return { ok: true, value: new Map(barred) };
	},
};

function nameOfKey(key: string): string {
	const uri = key.startsWith('sips:') ? key : `sip:${key}`;
	// Without a transport, a list would be read as naming the default one.
	return uri.includes('transport=') ? uri : `${uri};transport=udp`;
}

function hostOf({ key }: Wanted): string {
	return key.split(':')[0] ?? '';
}
