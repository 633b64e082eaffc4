import { destinationUris } from '../../provisioning/sections/destinationUris';
import { sections } from '../../provisioning/sections';
import { idOf } from '../../provisioning/kind';
import type { Extras, TrunkGoal } from '../../provisioning/model';
import type { IsProtected } from '../../provisioning/protect';
import { trunks as trunkKind } from '../../provisioning/trunks';
import type { ExotelResource } from '../../transport/model';
import type { WantedByItem } from '../provision/requested';
import type { Subject } from '../provision/subject';
import { trunks } from '../provision/subjects/trunks';
import { reportOfFault, type Ask } from './asks';
import type { WantedEntry, WantedList } from './configuration';

/** One section of a trunk, and what is wanted there. */
export interface Part {
	readonly subject: Subject;
	readonly requested: readonly WantedByItem[];
	readonly goal: TrunkGoal;
}

/** A trunk with all that an item wants of it. */
export interface Target {
	readonly itemIndex: number;
	/** The SID, or what stands for it if there is no such trunk yet. */
	readonly trunkSid: string;
	readonly name: string;
	/** The trunk itself first, then what hangs on it, in the order in which it is made. */
	readonly parts: readonly Part[];
}

/** What holds for all trunks of an execution. */
export interface Manner {
	readonly deletes: boolean;
	/** Whether nothing is deleted, since what an item wants is not known and may be what is to be deleted. */
	readonly isAnyUnknown: boolean;
	/** Whether priority and weight of what is there are left as they are. */
	readonly keepsRouting: boolean;
	readonly isProtected: IsProtected;
	/** What a trunk is created with besides its name (exotel-api: "Endpoints"). */
	readonly accountSid: string;
}

/**
 * Says what is wanted of each trunk.
 *
 * @param all the trunks of the account, as they are now: one that was to be created may be there by now
 */
export function targetsOf(
	asks: readonly Ask[],
	all: readonly ExotelResource[] | undefined,
	manner: Manner,
): Target[] {
	return asks.map((ask) => {
		const made = all?.find((row) => trunkKind.nameOf(row) === ask.name);
		const trunk = ask.trunk ?? made;
		const trunkSid = trunk === undefined ? ask.trunkSid : idOf(trunkKind, trunk);
		const found = { ...ask, trunkSid, trunk };
		const { lists } = ask.configuration;
		const hanging = sections.flatMap((section) => {
			const list = lists.find(({ subject }) => subject.section === section);
			return list === undefined ? [] : [partOf(found, list, manner)];
		});
		const { itemIndex, name } = ask;
		return { itemIndex, trunkSid, name, parts: [trunkPart(found, manner), ...hanging] };
	});
}

function trunkPart(ask: Ask, { accountSid }: Manner): Part {
	const { itemIndex, trunkSid, name, trunk, configuration } = ask;
	const { trunk_name: newName, ...others } = configuration.trunk.fields;
	// Under which name it was found says what it is called, unless it was found by its SID.
	const fields = ask.isNamed ? others : { ...others, trunk_name: newName };
	const one: WantedByItem = {
		...{ kind: 'wanted', itemIndex, trunkSid, key: name, fields, onExisting: 'skip' },
		madeWith: { nso_code: 'ANY-ANY', domain_name: `${accountSid}.pstn.exotel.com` },
	};
	const rows = trunk === undefined ? [] : [trunk];
	return {
		subject: trunks,
		requested: [one],
		goal: {
			...goalOf(ask, trunks, [one]),
			listed: { rows, requestId: null },
			extras: { kind: 'leave' },
		},
	};
}

function partOf(ask: Ask, list: WantedList, manner: Manner): Part {
	const { keepsRouting, isProtected } = manner;
	const { subject, mayBeEmpty } = list;
	const requested = list.entries.map((entry) => wantedOf(ask, entry, list.label));
	const isRouting = subject.section === destinationUris;
	return {
		subject,
		requested,
		goal: {
			...goalOf(ask, subject, requested),
			...(ask.trunk === undefined ? { listed: { rows: [], requestId: null } } : {}),
			...{
				extras: extrasOf(list, manner),
				mayBeEmpty,
				isProtected,
				corrects: !(keepsRouting && isRouting),
			},
		},
	};
}

function extrasOf({ isPartial }: WantedList, { deletes, isAnyUnknown }: Manner): Extras {
	if (!deletes || isPartial) return { kind: 'leave' };
	return isAnyUnknown ? { kind: 'withhold', because: 'trunkUnread' } : { kind: 'delete' };
}

function goalOf(
	{ trunkSid, moves }: Ask,
	{ section }: Subject,
	wanted: readonly WantedByItem[],
): Omit<TrunkGoal, 'extras'> {
	return {
		...{ trunkSid, section, wanted, moves, expected: wanted.length },
		...{ mayBeEmpty: true, corrects: true, inPlace: 'unchanged' },
		...{ isProtected: () => false, earlier: new Set(), claimed: new Set() },
	};
}

function wantedOf(
	{ itemIndex, trunkSid }: Ask,
	{ asked, fault }: WantedEntry,
	label: string,
): WantedByItem {
	const wanted = { kind: 'wanted', itemIndex, trunkSid, ...asked, onExisting: 'skip' } as const;
	if (fault === undefined) return wanted;
	const report = reportOfFault(fault, label, itemIndex);
	const unusable = { kind: 'unusable', itemIndex, trunkSid, given: fault.given, report } as const;
	return { ...wanted, unusable };
}
