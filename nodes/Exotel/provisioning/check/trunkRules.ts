import { quote } from '../../sip/characters';
import { e164Of } from '../checks';
import type { CheckedTrunk, Finding, Network, Rule } from './model';

/** What a trunk is checked for about itself, its numbers, and who may call out over it. */
export const trunkRules: readonly Rule[] = [
	{
		rule: 'trunk_inactive',
		levels: ['error'],
		finds: 'The status of the trunk is not active',
		find: findInactive,
	},
	{
		rule: 'no_number',
		levels: ['warning'],
		finds: 'No phone number is mapped to the trunk',
		find: ({ name, numbers }) =>
			only(numbers === 0, {
				level: 'warning',
				about: name,
				message: 'No phone number is mapped to the trunk, so no calls come in over it',
				hint: 'Map a number with the operation Phone Number: Map.',
			}),
	},
	{
		rule: 'no_way_to_call_out',
		levels: ['warning'],
		finds: 'Neither a whitelisted IP nor a SIP credential, so nobody can call out',
		find: ({ name, networks, credentials }) =>
			only(networks.length === 0 && credentials === 0, {
				level: 'warning',
				about: name,
				message:
					'Nobody can call out over the trunk: it has neither a whitelisted IP nor a SIP credential',
				hint: 'Add the address that calls come from with the operation Whitelisted IP: Add, or a user name and password with SIP Credential: Create.',
			}),
	},
	{
		rule: 'wide_whitelist',
		levels: ['error', 'warning'],
		finds:
			"An entry of the whitelist with a mask below 32, so that more than one address may call out. An error below 24 or if the mask can't be read, otherwise a warning",
		find: ({ networks }) => networks.filter(({ mask }) => mask < 32).map(tellWide),
	},
	{
		rule: 'no_caller_id',
		levels: ['warning'],
		finds: 'No caller ID (the setting `trunk_external_alias`)',
		find: ({ name, callerId }) =>
			only(callerId === '', {
				level: 'warning',
				about: name,
				message: 'The trunk has no caller ID for outbound calls',
				hint: "Set one of the account's ExoPhones with the operation Setting: Set.",
			}),
	},
	{
		rule: 'foreign_caller_id',
		levels: ['warning'],
		finds: "A caller ID that is not one of the account's ExoPhones",
		find: ({ callerId, exoPhones }) =>
			only(exoPhones?.ok === true && !isAmong(exoPhones.value, callerId), {
				level: 'warning',
				about: callerId,
				message: "The caller ID is not one of the account's ExoPhones",
				hint: 'Find the numbers with the operation ExoPhone: Get Many, and set one of them with Setting: Set.',
			}),
	},
	{
		rule: 'unchecked_caller_id',
		levels: ['info'],
		finds: "A caller ID that could not be checked, because the account's ExoPhones can't be read",
		find: findUnchecked,
	},
];

function only(isFound: boolean, finding: Finding): Finding[] {
	return isFound ? [finding] : [];
}

/** Nothing in the API changes the status (exotel-api: "Endpoints"). */
function findInactive({ name, status }: CheckedTrunk): Finding[] {
	return only(status !== '' && status.toLowerCase() !== 'active', {
		level: 'error',
		about: name,
		message: `The status of the trunk is ${quote(status)}, not "active"`,
		hint: 'Ask Exotel support to activate it, since the API has no way to. The operation Trunk: Get shows the status.',
	});
}

function tellWide({ shown, mask }: Network): Finding {
	return {
		level: mask < 24 ? 'error' : 'warning',
		about: shown,
		message:
			mask === 0
				? "Any address may call out over the trunk, for its mask is 0 or can't be read"
				: `${2 ** (32 - mask)} addresses may call out over the trunk`,
		hint: 'Whitelist only the addresses that calls come from and those of IPv4 destinations, each with mask 32, as Exotel advises. The operation Whitelisted IP: Sync makes the whitelist equal to a list.',
	};
}

function findUnchecked({ callerId, exoPhones }: CheckedTrunk): Finding[] {
	if (exoPhones === undefined || exoPhones.ok) return [];
	return [
		{
			level: 'info',
			about: callerId,
			message: `Whether the caller ID is one of the account's ExoPhones is not known, because they can't be read: ${exoPhones.reason}`,
			hint: 'Try the operation ExoPhone: Get Many, whose error says what to do, then run Check again.',
		},
	];
}

/** Whether a number is one of some, in whatever way each is written. */
function isAmong(numbers: readonly string[], wanted: string): boolean {
	const known = new Set(numbers.flatMap(formsOf));
	return formsOf(wanted).some((form) => known.has(form));
}

/** The digits of a number, as it is written and in E.164 form. */
function formsOf(number: string): string[] {
	return [number, e164Of(number) ?? '']
		.map((form) => form.replace(/\D/g, ''))
		.filter((digits) => digits !== '');
}
