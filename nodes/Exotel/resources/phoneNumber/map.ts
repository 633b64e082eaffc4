import { creation, onExistingField } from '../../n8n/creation';
import type { Item } from '../../n8n/item';
import { findMapping } from '../../provisioning/mappings';
import { phoneNumberField } from '../../n8n/phoneNumberField';
import { optionsField, trunkField } from '../../n8n/sharedFields';
import { trunks } from '../../provisioning/trunks';
import { idOf } from '../../provisioning/kind';
import { phoneNumbers } from '../../provisioning/sections/phoneNumbers';
import type { ExotelResource } from '../../transport/model';
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
		let asked: ReturnType<typeof findMapping> | undefined;
		const mapping = async () => await (asked ??= findMapping(item.client, phoneNumber));
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
			async existing() {
				// A list may lag behind: only Exotel's own map says where the number is now.
				const mapped = await mapping();
				if (!mapped.ok) return mapped;
				const isHere = mapped.value?.trunk_sid === trunkSid;
				return isHere ? await item.lists.find(path, isMade) : { ok: true, value: undefined };
			},
			async explain(refusal) {
				const mapped = await mapping();
				const other = mapped.ok ? mapped.value?.trunk_sid : undefined;
				const isElsewhere = other !== undefined && other !== trunkSid;
				return isElsewhere ? { ...refusal, heldBy: await nameTrunk(item, String(other)) } : refusal;
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

/** A trunk as people know it: its name and SID, or its SID if its name can't be read. */
async function nameTrunk({ lists }: Item, trunkSid: string): Promise<string> {
	const listed = await lists.list(paths.trunks());
	const rows = listed.ok ? listed.value.rows : [];
	const trunk = rows.find((row) => idOf(trunks, row) === trunkSid);
	return trunk === undefined ? trunkSid : `${trunks.nameOf(trunk)} (${trunkSid})`;
}
