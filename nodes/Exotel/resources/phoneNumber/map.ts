import { creation, onExistingField } from '../../n8n/creation';
import type { Item } from '../../n8n/item';
import { phoneNumberField } from '../../n8n/phoneNumberField';
import { optionsField, trunkField } from '../../n8n/sharedFields';
import { trunks } from '../../provisioning/trunks';
import { failed } from '../../transport/failure';
import { phoneNumbers } from '../../provisioning/sections/phoneNumbers';
import type { ExotelResource, Failure, Result } from '../../transport/model';
import { paths } from '../../transport/paths';
import { modeField } from './fields';

const onExisting = onExistingField(
	'Existing Mapping',
	'the number is mapped to this trunk',
	'return',
);

export const map = creation({
	value: 'map',
	name: 'Map',
	action: 'Map a phone number to a trunk',
	description:
		'Connect an ExoPhone to a trunk, so that its calls use the trunk. Returns the mapping with its ID, also if it was there already. A number on another trunk is refused.',
	fields: [trunkField, phoneNumberField, modeField],
	options: optionsField([onExisting]),
	onExisting,
	kind: phoneNumbers,
	make(item) {
		const mode = item.value(modeField);
		const phoneNumber = item.value(phoneNumberField);
		const trunkSid = item.trunkSid();
		const path = item.pathOf('phone-numbers');
		const isMade = (row: ExotelResource) => row.phone_number === phoneNumber;
		return {
			request: {
				method: 'POST',
				path,
				body: {
					phone_number: phoneNumber,
					// Exotel assumes pstn, and its own example leaves it out.
					...(mode === 'pstn' ? {} : { mode }),
				},
				thing: phoneNumber,
				makes: isMade,
			},
			async existing(refusal) {
				const holder = await findHolder(item, phoneNumber);
				if (!holder.ok) return holder;
				if (holder.value === trunkSid) return await item.lists.find(path, isMade);
				return failed(await heldElsewhere(item, refusal, holder.value));
			},
			tellDifference(row) {
				// Exotel says nothing where it assumes pstn.
				const has = row.mode ?? 'pstn';
				return has === mode
					? ''
					: `, with mode ${String(has)} instead of ${mode}. To change it, use Update`;
			},
		};
	},
});

/** The SID of the trunk that a number is mapped to. */
async function findHolder({ client }: Item, phoneNumber: string): Promise<Result<string>> {
	const query = { exophone: phoneNumber };
	const found = await client.sendOne({ method: 'GET', path: paths.trunkMaps(), query });
	return found.ok ? { ok: true, value: String(found.value.trunk_sid) } : found;
}

async function heldElsewhere(item: Item, refusal: Failure, trunkSid: string): Promise<Failure> {
	const listed = await item.lists.list(paths.trunks());
	const trunk = listed.ok
		? listed.value.rows.find(({ trunk_sid: sid }) => sid === trunkSid)
		: undefined;
	const heldBy = trunk === undefined ? trunkSid : `${trunks.nameOf(trunk)} (${trunkSid})`;
	return { ...refusal, heldBy };
}
