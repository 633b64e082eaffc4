import type { Kind } from '../provisioning/kind';
import { failed, isDuplicate } from '../transport/failure';
import { withoutEcho } from '../transport/passwords';
import type { ExotelResource, Failure, Result } from '../transport/model';
import { choiceField, type CollectionField, type ValueField } from './field';
import type { Task } from './task';
import type { Item } from './item';
import { perItem, type ItemRequest } from './itemByItem';
import type { Operation } from './operation';

type OnExisting = 'error' | 'return';

/** What to do with what is there already. */
export function onExistingField(
	displayName: string,
	what: string,
	fallback: OnExisting,
): ValueField<OnExisting> {
	return choiceField({
		displayName,
		name: 'onExisting',
		type: 'options',
		options: [
			{ name: 'Refuse', value: 'error', description: 'Report that it exists' },
			{
				name: 'Return It',
				value: 'return',
				description: 'Return what exists, so that a workflow can run again',
			},
		],
		default: fallback,
		description: `What to do if ${what} already`,
	});
}

/** What one item wants made. */
export interface Making {
	readonly request: Extract<ItemRequest, { method: 'POST' }>;
	/** Finds what is there already. */
	existing(): Promise<Result<ExotelResource | undefined>>;
	/** Says more of why Exotel refused what is there already. */
	explain?(refusal: Failure): Promise<Failure>;
	/** Says how what is there differs from what was asked for; empty if it does not. */
	tellDifference?(row: ExotelResource): string;
}

/**
 * An operation that makes one thing for each item, or returns the one that is there already, if the user
 * wants that. Its items say what was done: `added` or `existing`.
 */
export function creation(
	definition: Omit<Operation, 'execute'> & {
		/** What is made. */
		kind: Kind;
		options: CollectionField;
		onExisting: ValueField<OnExisting>;
		make(item: Item): Making;
	},
): Operation {
	const { kind, options, onExisting, make, ...shown } = definition;
	return perItem({
		...shown,
		fields: [...shown.fields, options],
		async tasks(item) {
			const returns = item.member(options, onExisting) === 'return';
			return [makeOne(item, kind, make(item), returns)];
		},
	});
}

/** A row that is there already, without the password that was sent, wherever Exotel repeats it. */
function hideSecrets(
	row: ExotelResource | undefined,
	{ body }: Making['request'],
): Result<ExotelResource | undefined> {
	return row === undefined ? { ok: true, value: row } : withoutEcho({ ok: true, value: row }, body);
}

function makeOne(
	item: Item,
	{ nameField }: Kind,
	{ request, existing, explain, tellDifference }: Making,
	returns: boolean,
): Task {
	// What a person looks for stands first.
	const tell = (action: string, message: string, row: ExotelResource) => ({
		ok: true as const,
		value: [{ [nameField]: row[nameField], action, message, ...row }],
	});
	return {
		thing: request.thing,
		async run() {
			const made = await item.send(request);
			if (made.ok) return tell('added', 'Added', made.value);
			if (!isDuplicate(made.failure)) return made;
			const there = returns ? await existing() : undefined;
			const found = there?.ok === true ? hideSecrets(there.value, request) : there;
			if (found?.ok === false) return found;
			if (found?.value === undefined) {
				return explain === undefined ? made : failed(await explain(made.failure));
			}
			const difference = tellDifference?.(found.value) ?? '';
			return tell('existing', `Was there already${difference}`, found.value);
		},
	};
}
