import { isRecord } from '../../guards';
import {
	checkFriendlyName,
	checkPassword,
	checkPhoneNumber,
	checkUserName,
	type Check,
} from '../../provisioning/checks';
import { CALLER_ID } from '../../provisioning/sections/settings';
import { describeType, isBlank } from '../../sip/parsed';
import type { Field, Place } from '../field';
import type { Asked, EntrySubject, ItemOptions } from '../provision/subject';
import { destinationUris } from '../provision/subjects/destinationUris';
import { phoneNumbers } from '../provision/subjects/phoneNumbers';
import { settings } from '../provision/subjects/settings';
import { sipCredentials } from '../provision/subjects/sipCredentials';
import { whitelistedIps } from '../provision/subjects/whitelistedIps';
import {
	readConfiguration,
	readList,
	type Configuration,
	type Fault,
	type WantedList,
} from './configuration';
import {
	callerIdField,
	configurationField,
	destinationsField,
	phoneNumbersField,
	sipCredentialsField,
	sourceField,
	whitelistedIpsField,
} from './fields';

/** What an item says that its trunk should be; or what is wrong with it, and the parameter where it stands. */
export type Read =
	| { readonly ok: true; readonly configuration: Configuration }
	| { readonly ok: false; readonly label: string; readonly faults: readonly Fault[] };

/** What holds for reading the lists of the fields. */
interface Reading {
	readonly options: ItemOptions;
	/** Whether an empty list is meant. */
	readonly mayBeEmpty: boolean;
}

/**
 * Reads what an item wants, from where the user says that it stands.
 *
 * @throws NodeOperationError when that is none of the choices
 */
export function readSource(place: Place, reading: Reading): Read {
	if (sourceField.read(place) === 'fields') return readFields(place, reading);
	const { displayName: label, name } = configurationField.property;
	const given: unknown = place.context.getNodeParameter(name, place.itemIndex, '');
	const read = readConfiguration(given, reading.options, label);
	return isFaulty(read) ? { ok: false, label, faults: read } : { ok: true, configuration: read };
}

function isFaulty(read: Configuration | readonly Fault[]): read is readonly Fault[] {
	return Array.isArray(read);
}

const CALLER_ID_LABEL = callerIdField.property.displayName;

/** The lists of the fields; those that are empty or have found nothing are left alone. */
const LIST_FIELDS: ReadonlyArray<readonly [Field, EntrySubject]> = [
	[destinationsField, destinationUris],
	[whitelistedIpsField, whitelistedIps],
	[phoneNumbersField, phoneNumbers],
];

function readFields(place: Place, { options, mayBeEmpty }: Reading): Read {
	const lists: WantedList[] = [];
	for (const [field, subject] of LIST_FIELDS) {
		const { displayName: label } = field.property;
		const given = valueOf(place, field);
		if (isBlank(given)) continue;
		const read = readList(given, subject, options, label);
		if ('faults' in read) return { ok: false, label, faults: read.faults };
		const { entries } = read;
		lists.push({ subject, entries, label, path: label, isPartial: false, mayBeEmpty });
	}
	const callerId = readCallerId(valueOf(place, callerIdField));
	if ('fault' in callerId) return refusedIn(callerIdField, [callerId.fault]);
	if (callerId.asked !== undefined) {
		const label = CALLER_ID_LABEL;
		const entries = [{ asked: callerId.asked }];
		lists.push({ subject: settings, entries, label, path: label, isPartial: true, mayBeEmpty });
	}
	const rows = rowsOf(valueOf(place, sipCredentialsField));
	const faults = rows.flatMap(faultsInRow);
	if (faults.length > 0) return refusedIn(sipCredentialsField, faults);
	const { displayName: label } = sipCredentialsField.property;
	const read = readList(rows.map(toEntry), sipCredentials, options, label);
	if ('faults' in read) return { ok: false, label, faults: read.faults };
	if (rows.length > 0) {
		const { entries } = read;
		const subject = sipCredentials;
		lists.push({ subject, entries, label, path: label, isPartial: false, mayBeEmpty });
	}
	return { ok: true, configuration: { trunk: { key: '', fields: {} }, lists } };
}

function refusedIn({ property }: Field, faults: readonly Fault[]): Read {
	return { ok: false, label: property.displayName, faults };
}

function valueOf({ context, itemIndex }: Place, { property }: Field): unknown {
	return context.getNodeParameter(property.name, itemIndex, property.default);
}

function readCallerId(given: unknown): { readonly asked?: Asked } | { readonly fault: Fault } {
	if (isBlank(given)) return {};
	const text = typeof given === 'string' ? given.trim() : undefined;
	const reason =
		text === undefined
			? `it is ${describeType(given)}; write it as text such as +918040264208`
			: checkPhoneNumber(text);
	if (text === undefined || reason !== undefined) {
		const { displayName: path } = callerIdField.property;
		return { fault: { path, reason: String(reason), given: phoneNumbers.show(given) } };
	}
	return { asked: { key: CALLER_ID, fields: { value: text } } };
}

/** What is entered by hand is held to what Exotel is known to accept. */
const CHECKS: ReadonlyArray<readonly [name: string, as: string, check: Check]> = [
	['userName', 'user_name', checkUserName],
	['password', 'password', checkPassword],
	['friendlyName', 'friendly_name', checkFriendlyName],
];

function rowsOf(value: unknown): ReadonlyArray<Readonly<Record<string, unknown>>> {
	const { credential: rows = [] }: { credential?: unknown } = isRecord(value) ? value : {};
	const isSaid = (row: Readonly<Record<string, unknown>>) =>
		CHECKS.some(([name]) => !isBlank(row[name]));
	// A row whose expressions find nothing says nothing, as of a customer without a SIP user.
	return Array.isArray(rows) ? rows.filter(isRecord).filter(isSaid) : [];
}

function faultsInRow(row: Readonly<Record<string, unknown>>, index: number): Fault[] {
	const { displayName: label } = sipCredentialsField.property;
	return CHECKS.flatMap(([name, as, check]) => {
		const value = row[name];
		if (isBlank(value)) return [];
		const reason = typeof value === 'string' ? check(value.trim()) : 'it is not text';
		return reason === undefined ? [] : [{ path: `${label}[${index}].${as}`, reason, given: '' }];
	});
}

function toEntry(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
	return Object.fromEntries(
		CHECKS.map(([name, as]) => {
			const value = row[name];
			return [as, typeof value === 'string' ? value.trim() : value];
		}),
	);
}
