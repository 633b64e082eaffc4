import { checkTrunkName } from '../../../provisioning/checks';
import { trunkItself as section } from '../../../provisioning/sections/trunkItself';
import { showLine } from '../../../sip/characters';
import { hasFields, isBlank, parsed, refused } from '../../../sip/parsed';
import type { Subject } from '../subject';

/** The trunk itself, as a configuration names it: its own fields, of which those that are empty say nothing. */
export const trunks: Subject = {
	section,
	noun: { one: 'trunk', many: 'trunks', label: 'Trunk' },
	fields: section.changeable,
	read(given) {
		const own: Readonly<Record<string, unknown>> = hasFields(given) ? given : {};
		const fields: Record<string, string> = {};
		for (const name of section.changeable) {
			const value = own[name];
			if (isBlank(value)) continue;
			if (typeof value !== 'string') return refused('it is not text', name);
			fields[name] = value;
		}
		const { trunk_name: name = '' } = fields;
		// A trunk that has been exported has its name, whatever that is.
		const reason = name === '' || !isBlank(own.trunk_sid) ? undefined : checkTrunkName(name);
		return reason === undefined ? parsed({ key: name, fields }) : refused(reason, 'trunk_name');
	},
	show: (given) => (typeof given === 'string' ? showLine(given) : ''),
	showListed: showLine,
	about: section.fieldsOfName,
};
