import { matchEntries } from '../../nodes/Exotel/provisioning/matchEntries';
import { destinationUris } from '../../nodes/Exotel/provisioning/sections/destinationUris';
import type { Wanted } from '../../nodes/Exotel/provisioning/sections/section';

const wanted = (host: string): Wanted => ({
	key: `${host}:5061;transport=tls`,
	fields: {},
	onExisting: 'skip',
});
const [a, b, c] = [wanted('a'), wanted('b'), wanted('c')];
const success = (host: string, id?: string) =>
	({ ok: true, value: { id, destination: `SIP:${host}:5061;transport=tls` } }) as const;
const refusal = (status = 400) =>
	({
		ok: false,
		failure: {
			...{ status, code: 1002, message: 'Invalid', description: '', requestId: null, notes: [] },
		},
	}) as const;
const answer = (
	entries: ReadonlyArray<ReturnType<typeof success> | ReturnType<typeof refusal>>,
	successes: number | null = null,
) => ({ entries, successes, requestId: 'r', pageSize: null, nextPageUri: null });

/** Which outcome belongs to which destination, in short. */
function tell({ named, byPosition, isTrusted }: ReturnType<typeof matchEntries>) {
	const told = (outcomes: typeof named) =>
		[...outcomes].map(([one, { kind }]) => `${String(one.key.split(':')[0])} ${kind}`);
	return { named: told(named), byPosition: told(byPosition), isTrusted };
}

it.each([
	[
		'successes by the destination they name, whatever their order',
		answer([success('c', '3'), success('a', '1'), success('b', '2')]),
		{ named: ['c done', 'a done', 'b done'], byPosition: [], isTrusted: true },
	],
	[
		'refusals by their position among the remaining entries',
		answer([success('b', '2'), refusal(), refusal()], 1),
		{ named: ['b done'], byPosition: ['a refused', 'c refused'], isTrusted: true },
	],
	[
		'no position when an entry is missing',
		answer([success('a', '1'), refusal()]),
		{ named: ['a done'], byPosition: ['b refused'], isTrusted: false },
	],
	[
		'no position when the answer counts other successes',
		answer([success('a', '1'), refusal(), refusal()], 2),
		{ named: ['a done'], byPosition: ['b refused', 'c refused'], isTrusted: false },
	],
	[
		'no position when a destination is named twice',
		answer([success('a', '1'), success('a', '9'), refusal()]),
		{ named: ['a done'], byPosition: ['b refused'], isTrusted: false },
	],
	[
		'no position when a success has no ID',
		answer([success('a'), success('b', '2'), success('c', '3')]),
		{ named: ['b done', 'c done'], byPosition: [], isTrusted: false },
	],
	[
		'no position when an entry is no verdict',
		answer([success('a', '1'), refusal(503), refusal()]),
		{ named: ['a done'], byPosition: ['b refused', 'c refused'], isTrusted: false },
	],
])('trusts %s', (_what, envelope, expected) => {
	expect(tell(matchEntries(destinationUris, [a, b, c], envelope))).toEqual(expected);
});
