import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { isRecord } from '../../guards';
import { globOf, namesIn } from '../../provisioning/glob';
import type { ChangeKind, Watch } from '../../provisioning/watch/model';
import { watchable, watchedTrunk } from '../../provisioning/watch/watched';
import { parsed, refused, type Parsed } from '../../sip/parsed';
import type { ClientOptions } from '../../transport/model';
import {
	checkMember,
	choiceField,
	choicesField,
	lineField,
	refusal,
	shownWith,
	type Owner,
	type ValueField,
} from '../field';
import { maxRetries, optionsOf, requestsPerMinute, timeout } from '../provision/options';
import { clientOptionsOf } from '../provision/readOptions';

type Resource =
	| 'destinationUri'
	| 'phoneNumber'
	| 'setting'
	| 'sipCredential'
	| 'trunk'
	| 'whitelistedIp';

export const resourcesField = choicesField<Resource>({
	displayName: 'Watch',
	name: 'resources',
	type: 'multiOptions',
	options: [
		{ name: 'Destination URIs', value: 'destinationUri', description: 'Where calls are sent' },
		{ name: 'Phone Numbers', value: 'phoneNumber', description: 'Which numbers use the trunk' },
		{ name: 'Settings', value: 'setting', description: 'Such as the caller ID' },
		{
			name: 'SIP Credentials',
			value: 'sipCredential',
			description: 'User names; a new password cannot be seen',
		},
		{
			name: 'Trunks',
			value: 'trunk',
			description: 'The trunk itself: its name, and whether it is active',
		},
		{ name: 'Whitelisted IPs', value: 'whitelistedIp', description: 'Who may call out' },
	],
	default: ['destinationUri', 'phoneNumber', 'sipCredential', 'trunk', 'whitelistedIp'],
	description: 'What to watch. Each but Trunks costs one request per trunk and poll.',
});

export const changesField = choicesField<ChangeKind>({
	displayName: 'Changes',
	name: 'changes',
	type: 'multiOptions',
	options: [
		{ name: 'Added', value: 'added' },
		{ name: 'Changed', value: 'changed' },
		{ name: 'Removed', value: 'removed' },
	],
	default: ['added', 'changed', 'removed'],
	description: 'Which changes start the workflow',
});

export const scopeField = choiceField({
	displayName: 'Trunks',
	name: 'scope',
	type: 'options',
	options: [
		{ name: 'All', value: 'all', description: 'Every trunk of the account, also new ones' },
		{ name: 'Selected', value: 'selected', description: 'The trunks that you name' },
	],
	default: 'all',
	description: 'Which trunks to watch',
});

/** Trunks that somebody has named. */
interface Named {
	readonly written: readonly string[];
	isNamed(text: string): boolean;
}

export const trunksField: ValueField<Named> = lineField(
	{
		displayName: 'Trunk Names or SIDs',
		name: 'trunks',
		type: 'string',
		required: true,
		displayOptions: { show: { scope: ['selected'] } },
		default: '',
		placeholder: 'e.g. support_mumbai, sales_*',
		description:
			'Names or SIDs, separated by commas. An asterisk stands for any characters, and letter case does not matter.',
	},
	readNames,
);

const ignoreFields = choicesField({
	displayName: 'Ignore Fields',
	name: 'ignoreFields',
	type: 'multiOptions',
	options: [
		{ name: 'Auth Type', value: 'auth_type' },
		{ name: 'Friendly Name', value: 'friendly_name' },
		{ name: 'Mode', value: 'mode' },
		{ name: 'NSO Code', value: 'nso_code' },
		{ name: 'Priority', value: 'priority' },
		{ name: 'Status', value: 'status' },
		{ name: 'Trunk Name', value: 'trunk_name' },
		{ name: 'Value', value: 'value' },
		{ name: 'Weight', value: 'weight' },
	],
	default: [],
	description:
		'Fields whose changes are not told, e.g. Priority and Weight if a failover changes them often',
});

const pace = shownWith(requestsPerMinute, {
	default: 100,
	description:
		'The most requests that this n8n process sends to the account in a minute before a poll waits. Exotel accepts 200 in total, so a lower number leaves more to other nodes.',
});

export const optionsField = optionsOf([
	ignoreFields,
	shownWith(maxRetries, {
		description: 'How often to retry a request after a rate limit, a timeout or a lost connection',
	}),
	pace,
	shownWith(timeout, { description: 'How long to wait for an answer, in milliseconds' }),
]);

/** Of what is kept; what was kept in another one is of no use. */
const FORMAT = 1;

/** How a trigger is set. */
export interface Settings {
	readonly watch: Watch;
	readonly changes: ReadonlySet<ChangeKind>;
	readonly client: ClientOptions;
	/** What it looks at, as a text: if it differs, what was kept is of no use. */
	readonly looksAt: string;
	/** Names and SIDs of trunks as they were written; absent if all are watched. */
	readonly named?: readonly string[];
}

/**
 * Reads the parameters of a trigger.
 *
 * @throws NodeOperationError that names the parameter when one can't be used
 */
export function readSettings(context: IPollFunctions): Settings {
	const owner: Owner = { context };
	const value = <T>({ property, check }: ValueField<T>): T =>
		check(owner, context.getNodeParameter(property.name, property.default));
	const given: unknown = context.getNodeParameter(optionsField.property.name, {});
	const options: IDataObject = isRecord(given) ? given : {};
	const resources = value(resourcesField);
	const changes = value(changesField);
	const named = value(scopeField) === 'selected' ? value(trunksField) : undefined;
	if (named?.written.length === 0) {
		throw refusal(trunksField.property.displayName, owner, 'There is no trunk to watch');
	}
	const ignored = isEmpty(options.ignoreFields) ? [] : checkMember(owner, options, ignoreFields);
	const watch: Watch = {
		sections: watchable.filter(({ section }) => resources.some((one) => one === section.resource)),
		trunks: resources.includes('trunk'),
		isWatched: (sid, name) => named === undefined || named.isNamed(sid) || named.isNamed(name),
		ignored: new Set(ignored),
	};
	refuseSilence(owner, watch, changes);
	const client = clientOptionsOf(owner, options, pace);
	const needed = watch.sections.length + 1;
	if ((client.requestsPerMinute ?? needed) < needed) {
		const message = `${pace.property.displayName} must be at least ${needed}, which one trunk takes`;
		throw refusal(pace.property.displayName, owner, message);
	}
	return {
		...{ watch, changes: new Set(changes), named: named?.written, client },
		looksAt: JSON.stringify([FORMAT, ...[resources, named?.written ?? null, ignored].map(sorted)]),
	};
}

/** Refuses settings of which nothing can ever come. */
function refuseSilence(
	owner: Owner,
	{ sections, trunks, ignored }: Watch,
	changes: readonly ChangeKind[],
): void {
	const watched = [...sections, ...(trunks ? [watchedTrunk] : [])];
	const fields = watched.flatMap((one) => one.fields).filter((name) => !ignored.has(name));
	if (fields.length > 0 || changes.some((change) => change !== 'changed')) return;
	throw refusal(
		changesField.property.displayName,
		owner,
		'Nothing of what is watched can change in place: choose Added and Removed',
	);
}

function readNames(text: string): Parsed<Named> {
	const written = namesIn(text);
	if (!written.every((name) => /^[\w*]+$/.test(name))) {
		return refused('names and SIDs of trunks have letters, digits and underscores only');
	}
	const globs = written.map((name) => globOf(name.toLowerCase()));
	const isNamed = (name: string) => globs.some((fits) => fits(name.toLowerCase()));
	return parsed({ written, isNamed });
}

function isEmpty(value: unknown): boolean {
	const isNothing = value === undefined || value === null || value === '';
	return isNothing || (Array.isArray(value) && value.length === 0);
}

function sorted(list: readonly string[] | null): readonly string[] | null {
	return list === null ? null : [...list].sort();
}
