import { idOf } from '../provisioning/kind';
import { calledTrunk, trunks } from '../provisioning/trunks';
import { findTrunk, readWholeTrunk, type WholeTrunk } from '../provisioning/wholeTrunk';
import type { ExotelResource, Result } from '../transport/model';
import { paths } from '../transport/paths';
import { shownWith, type CollectionField, type ValueField } from './field';
import type { Item } from './item';
import { perItem } from './itemByItem';
import type { Operation } from './operation';
import { optionsOf } from './provision/options';
import { clientFields, readClientOptions } from './provision/readOptions';
import { reportOf, RequestFailed } from './report';
import { scopeField, trunkField } from './sharedFields';
import type { Task } from './task';

const oneTrunkField = shownWith(trunkField, { displayOptions: { show: { scope: ['one'] } } });

/** Makes rows of a trunk. */
type Tell = (trunk: WholeTrunk) => Promise<Result<readonly ExotelResource[]>>;

/** An operation that reads whole trunks, the one that an item names or all of them, and tells something of each. */
export function wholeTrunks(
	definition: Omit<Operation, 'execute' | 'fields'> & {
		/** What can be set besides how requests are sent. */
		readonly options?: readonly ValueField[];
		/** Reads the parameters of an item, of which some are among its options, and gives what makes the rows of a trunk. */
		tell(item: Item, options: CollectionField): Tell;
	},
): Operation {
	const { options: own = [], tell, ...shown } = definition;
	const options = optionsOf([...own, ...clientFields]);
	return perItem({
		...shown,
		fields: [scopeField, oneTrunkField, options],
		client: readClientOptions,
		async tasks(item) {
			const told = tell(item, options);
			if (item.value(scopeField) === 'one') {
				const sid = item.trunkSid();
				return [taskOf(item, async () => await findTrunk(item.client, sid), told)];
			}
			const listed = await item.lists.list(paths.trunks());
			if (!listed.ok) throw new RequestFailed(reportOf(listed.failure));
			// However Exotel orders them, unchanged trunks come out in the same order.
			return [...listed.value.rows]
				.sort(byName)
				.map((trunk) => taskOf(item, async () => ({ ok: true, value: trunk }), told));
		},
	});
}

function byName(one: ExotelResource, other: ExotelResource): number {
	const [a, b] = [one, other].map((trunk) => `${trunks.nameOf(trunk)} ${idOf(trunks, trunk)}`);
	return String(a) < String(b) ? -1 : 1;
}

function taskOf({ lists }: Item, find: () => Promise<Result<ExotelResource>>, tell: Tell): Task {
	return {
		async run() {
			const trunk = await find();
			if (!trunk.ok) return trunk;
			const whole = await readWholeTrunk(trunk.value, async (path) => await lists.list(path));
			if (whole.ok) return await tell(whole.value);
			const report = reportOf(whole.failure);
			const message = `${calledTrunk(trunk.value)}: ${report.message}`;
			throw new RequestFailed({ ...report, message });
		},
	};
}
