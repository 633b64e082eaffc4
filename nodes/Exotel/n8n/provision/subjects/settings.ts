import { checkSid } from '../../../provisioning/checks';
import { settings as section } from '../../../provisioning/sections/settings';
import { showLine } from '../../../sip/characters';
import { describeType, hasFields, isBlank, parsed, refused } from '../../../sip/parsed';
import type { EntrySubject } from '../subject';

/** The settings of a trunk, as users write them: objects with name and value. */
export const settings: EntrySubject = {
	section,
	noun: { one: 'setting', many: 'settings', label: 'Settings' },
	fields: ['name', 'value'],
	form: {
		name: section.listName,
		fields: ['name'],
		example: 'JSON such as [{"name": "trunk_external_alias", "value": "+918040264208"}]',
		isPlain: () => false,
	},
	read(given) {
		if (!hasFields(given)) {
			return refused(`it is ${describeType(given)}, not an object with name and value`);
		}
		const { name, value } = given;
		const reason = typeof name === 'string' ? checkSid(name.trim()) : 'it is not text';
		if (typeof name !== 'string' || reason !== undefined) {
			return refused(isBlank(name) ? 'it has no name' : String(reason), 'name');
		}
		if (isBlank(value)) return refused('it has no value', 'value');
		if (typeof value !== 'string' && typeof value !== 'number') {
			return refused(`its value is ${describeType(value)}; write it as text`, 'value');
		}
		return parsed({ key: name.trim(), fields: { value: String(value) } });
	},
	readListed(given) {
		if (!hasFields(given) || !('value' in given)) return undefined;
		const { name, value } = given;
		const isListed = typeof name === 'string' && name !== '' && !(value instanceof Object);
		return isListed ? { key: name, fields: { value: String(value ?? '') } } : undefined;
	},
	show(given) {
		const name = hasFields(given) ? given.name : undefined;
		return typeof name === 'string' ? showLine(name) : '';
	},
	showListed: showLine,
	about: section.fieldsOfName,
};
