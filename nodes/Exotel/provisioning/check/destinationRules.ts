import { groupBy } from '../groupBy';
import type { CheckedDestination, CheckedTrunk, Finding, Level, Network, Rule } from './model';

const NOT_WHITELISTED = {
	message: "Its address is not on the trunk's whitelist, as Exotel requires of IPv4 destinations",
	hint: 'Add the address with the operation Whitelisted IP: Add.',
};

const PLAIN = {
	message: 'It is reached over TCP, so its signalling is not encrypted',
	hint: 'If the other side accepts TLS, add the destination with transport=tls with the operation Destination URI: Add, then delete this one with Destination URI: Delete. Some voice AI platforms accept TCP only.',
};

const NO_WEIGHT = {
	message: 'Its weight is 0, so it gets no calls',
	hint: 'If it is to get calls, set a weight of at least 1 with the operation Destination URI: Update, or restore what was before with Destination URI: Reroute.',
};

/** What a trunk is checked for about its destinations. */
export const destinationRules: readonly Rule[] = [
	{
		rule: 'not_whitelisted',
		levels: ['error'],
		finds:
			'A destination with an IPv4 address that no entry of the whitelist covers, whatever its mask',
		find: ({ destinations, networks }) =>
			destinations
				.filter(({ parts: { address } }) => address !== undefined && !isOn(networks, address))
				.map(tell('error', NOT_WHITELISTED)),
	},
	{
		rule: 'no_destination',
		levels: ['error', 'warning'],
		finds: 'No destination at all. An error if the trunk has phone numbers, otherwise a warning',
		find: findNoDestination,
	},
	{
		rule: 'duplicate_destination',
		levels: ['warning'],
		finds: 'A destination that is on the trunk more than once, in one form or another',
		find: findDuplicates,
	},
	{
		rule: 'no_failover',
		levels: ['warning', 'info'],
		finds:
			'All destinations that are tried first are on one host. A warning if no other host takes calls. If one with a later priority does, an info, since Exotel does not document when it goes on to that',
		find: findNoFailover,
	},
	{
		rule: 'plain_tcp',
		levels: ['info'],
		finds: 'A destination over TCP, which is not encrypted. Exotel recommends TLS',
		find: ({ destinations }) =>
			destinations.filter(({ parts }) => parts.transport === 'tcp').map(tell('info', PLAIN)),
	},
	{
		rule: 'zero_weight',
		levels: ['warning'],
		finds: 'A destination with weight 0, which gets no calls',
		find: ({ destinations }) =>
			destinations.filter((one) => !one.takesCalls).map(tell('warning', NO_WEIGHT)),
	},
];

function tell(level: Level, said: Pick<Finding, 'message' | 'hint'>) {
	return ({ shown }: CheckedDestination): Finding => ({ level, about: shown, ...said });
}

function isOn(networks: readonly Network[], wanted: number): boolean {
	return networks.some(({ address, mask }) => {
		const size = 2 ** (32 - mask);
		return address !== undefined && Math.floor(address / size) === Math.floor(wanted / size);
	});
}

function findNoDestination({ name, destinations, numbers }: CheckedTrunk): Finding[] {
	if (destinations.length > 0) return [];
	const hint = 'Add a destination with the operation Destination URI: Add.';
	const message = 'The trunk has no destination';
	return numbers > 0
		? [
				{
					level: 'error',
					about: name,
					message: `${message}, so calls to its phone numbers have nowhere to go`,
					hint,
				},
			]
		: [{ level: 'warning', about: name, message, hint }];
}

function findDuplicates({ destinations }: CheckedTrunk): Finding[] {
	return Array.from(groupBy(destinations, ({ key }) => key).values())
		.filter(({ length }) => length > 1)
		.map((same) => ({
			level: 'warning',
			about: firstShown(same),
			message: `It is on the trunk ${same.length} times`,
			hint: 'Find the IDs with the operation Destination URI: Get Many, and delete all but one By ID with Destination URI: Delete.',
		}));
}

/** Exotel documents nowhere when it goes on to the next priority (exotel-api: "Other facts"). */
function findNoFailover({ name, destinations }: CheckedTrunk): Finding[] {
	const active = destinations.filter(({ takesCalls }) => takesCalls);
	const best = Math.min(...active.map(({ priority }) => priority));
	const first = active.filter(({ priority }) => priority === best);
	const [{ parts: { host } } = { parts: { host: '' } }] = first;
	const isThere = ({ parts }: CheckedDestination) => parts.host === host;
	if (first.length === 0 || !first.every(isThere)) return [];
	const shown = firstShown(first);
	return active.every(isThere)
		? [
				{
					level: 'warning',
					about: name,
					message: `All calls go to one host, that of ${shown}, and no other takes over if it is down`,
					hint: 'Add a destination on another host with the operation Destination URI: Add. A host name that has several addresses may do as well, since Exotel uses all of them.',
				},
			]
		: [
				{
					level: 'info',
					about: name,
					message: `All calls go first to one host, that of ${shown}, and Exotel does not document when it goes on to a later priority`,
					hint: 'Test what happens if that host is down. The operation Destination URI: Reroute moves calls to the others, and Destination URI: Update gives one of them the same priority.',
				},
			];
}

/** One of some, always the same whatever their order. */
function firstShown(destinations: readonly CheckedDestination[]): string {
	return destinations.map(({ shown }) => shown).sort()[0] ?? '';
}
