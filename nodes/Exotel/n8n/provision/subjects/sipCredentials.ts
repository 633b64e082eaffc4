import { checkPassword, checkUserName } from '../../../provisioning/checks';
import { sipCredentials as section } from '../../../provisioning/sections/sipCredentials';
import { showLine } from '../../../sip/characters';
import { describeType, hasFields, isBlank, parsed, refused } from '../../../sip/parsed';
import type { EntrySubject } from '../subject';

/** The SIP credentials of a trunk, as users write them: objects, with a password for what is to be made. */
export const sipCredentials: EntrySubject = {
	section,
	noun: { one: 'SIP credential', many: 'SIP credentials', label: 'SIP Credentials' },
	fields: ['user_name', 'password', 'friendly_name'],
	form: {
		name: section.listName,
		fields: ['user_name'],
		example: 'JSON such as [{"user_name": "voice_ai_user"}]',
		isPlain: () => false,
	},
	read(given, { renewsPasswords = false }) {
		if (!hasFields(given)) {
			return refused(`it is ${describeType(given)}, not an object with user_name and password`);
		}
		const { user_name: name, password, friendly_name: friendlyName } = given;
		const reason = typeof name === 'string' ? checkUserName(name) : 'it is not text';
		if (typeof name !== 'string' || reason !== undefined) {
			return refused(isBlank(name) ? 'it has no user name' : String(reason), 'user_name');
		}
		if (!isBlank(friendlyName) && typeof friendlyName !== 'string') {
			return refused('its friendly name is not text', 'friendly_name');
		}
		const about = {
			key: name,
			fields: isBlank(friendlyName) ? {} : { friendly_name: String(friendlyName) },
		};
		if (isBlank(password)) return parsed({ ...about, needsPassword: true });
		const text = typeof password === 'string' ? password.trim() : '';
		const wrong = text === '' ? 'its password is not text' : checkPassword(text);
		if (wrong !== undefined) return refused(wrong, 'password');
		return parsed({ ...about, madeWith: { password: text }, renews: renewsPasswords });
	},
	readListed(given) {
		if (!hasFields(given) || !('friendly_name' in given) || 'password' in given) return undefined;
		const { user_name: name, friendly_name: friendlyName } = given;
		if (typeof name !== 'string' || name === '') return undefined;
		if (friendlyName !== null && typeof friendlyName !== 'string') return undefined;
		const fields = typeof friendlyName === 'string' ? { friendly_name: friendlyName } : {};
		return { key: name, fields };
	},
	show(given) {
		const name = hasFields(given) ? given.user_name : undefined;
		return typeof name === 'string' ? showLine(name) : '';
	},
	showListed: showLine,
	about: section.fieldsOfName,
};
