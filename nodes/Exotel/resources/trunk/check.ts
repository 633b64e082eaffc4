import { choiceField } from '../../n8n/field';
import type { ReadOnce } from '../../n8n/readOnce';
import { reportOf } from '../../n8n/report';
import { wholeTrunks } from '../../n8n/wholeTrunks';
import { checkTrunk } from '../../provisioning/check/check';
import { callerIdOf } from '../../provisioning/check/checkedTrunk';
import type { ExoPhones, Level } from '../../provisioning/check/model';
import { exoPhones } from '../../provisioning/exoPhones';
import { parsed, refused } from '../../sip/parsed';

const minLevelField = choiceField<Level>({
	displayName: 'Minimum Level',
	name: 'minLevel',
	type: 'options',
	options: [
		{ name: 'All', value: 'info', description: 'Also what is only good to know' },
		{ name: 'Errors and Warnings', value: 'warning' },
		{ name: 'Errors Only', value: 'error' },
	],
	default: 'info',
	description: 'Which findings to return',
});

export const check = wholeTrunks({
	value: 'check',
	name: 'Check',
	action: 'Check trunks',
	description:
		'Find out what is wrong with trunks: destinations that are not whitelisted or are there twice, missing numbers or caller IDs, no failover, a whitelist that is too wide. Use it when calls do not come in or go out, and before and after changes. Changes nothing. Returns one item for each finding, with its level and what to do about it, or one item with level "ok" for a trunk without any.',
	options: [minLevelField],
	tell(item, options) {
		const minLevel = item.member(options, minLevelField);
		return async (trunk) => {
			const numbers = callerIdOf(trunk) === '' ? undefined : await readNumbers(item.lists);
			return { ok: true, value: checkTrunk(trunk, { minLevel, exoPhones: numbers }) };
		};
	},
});

async function readNumbers(lists: ReadOnce): Promise<ExoPhones> {
	const listed = await lists.exoPhones();
	if (!listed.ok) return refused(reportOf(listed.failure).message);
	return parsed(listed.value.rows.map(exoPhones.nameOf));
}
