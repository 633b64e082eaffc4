import { checkIp } from '../../../provisioning/checks';
import { whitelistedIps as section } from '../../../provisioning/sections/whitelistedIps';
import { quote } from '../../../sip/characters';
import { isIpv4, networkOf } from '../../../sip/host';
import {
	describeType,
	hasFields,
	isBlank,
	parsed,
	readWhole,
	refused,
	type Parsed,
} from '../../../sip/parsed';
import { showDestination } from '../../../sip/show';
import { splitList, type ListForm } from '../../../sip/split';
import { choiceField, type Field } from '../../field';
import { planOptionsFor, type Noun } from '../planOptions';
import { sourceOf, type Asked, type ListSubject } from '../subject';

/** The fewest bits that Exotel takes (exotel-api: "Endpoints"). */
const LEAST_BITS = 16;
const FIELDS = ['ip', 'mask'];
/** An address or a range by its form, and nothing that could be a secret. */
const ADDRESS = /^\s{0,9}[\d.]{1,20}(?:\/\w{1,3}){0,2}\s{0,9}$/;
const FORMS = 'write it as 44.248.146.11, or with a mask as 44.248.146.0/24';

const sourceField = choiceField({
	displayName: 'Addresses From',
	name: 'addressSource',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Input Items', value: 'inputItems', description: 'One address from each input item' },
		{ name: 'JSON', value: 'json', description: 'A list as JSON or as text, for each input item' },
	],
	default: 'inputItems',
	description: 'Where the addresses come from',
});

const addressField: Field = {
	property: {
		displayName: 'Address',
		name: 'address',
		type: 'string',
		displayOptions: { show: { addressSource: ['inputItems'] } },
		default: '={{ $json.ip }}',
		required: true,
		placeholder: 'e.g. 44.248.146.11 or 44.248.146.0/24',
		description:
			'The public IPv4 address of each item, with a mask from 16 to 32 if it is a range. Map it from the input.',
	},
};

const addressesJsonField: Field = {
	property: {
		displayName: 'Addresses (JSON)',
		name: 'addressesJson',
		type: 'json',
		displayOptions: { show: { addressSource: ['json'] } },
		default: '[]',
		required: true,
		placeholder: 'e.g. ["44.248.146.11", "44.248.146.0/24"]',
		description:
			'An array of addresses as text, or of objects with IP and mask. A single address, or several separated by commas or new lines, also works.',
	},
};

const ADDRESSES: ListForm = {
	name: 'addresses',
	fields: ['ip'],
	example: 'one address per line, or JSON such as ["44.248.146.11", "44.248.146.0/24"]',
	isPlain: (part) => ADDRESS.test(part),
};

const noun: Noun = { one: 'whitelisted IP', many: 'whitelisted IPs', label: 'Addresses' };

/** The whitelisted IPs of a trunk, as users write them. */
export const whitelistedIps: ListSubject = {
	section,
	noun,
	fields: FIELDS,
	form: ADDRESSES,
	options: planOptionsFor(noun),
	source: sourceOf(sourceField, {
		inputItems: { field: addressField, read: (value) => parsed([value]) },
		json: { field: addressesJsonField, read: (value) => splitList(value, ADDRESSES) },
	}),
	read: readAddress,
	readListed,
	show: showAddress,
	showListed: showAddress,
	about: section.fieldsOfName,
};

/** Reads what a whitelist may have though Exotel would not accept it from here, such as a wider range. */
function readListed(given: unknown): Asked | undefined {
	const { ip, mask } = hasFields(given) ? given : { ip: given, mask: undefined };
	if (typeof ip !== 'string') return undefined;
	const key = mask === undefined ? ip.trim() : `${ip.trim()}/${String(mask)}`;
	const [address = '', bits = ''] = key.split('/');
	const isMask = Number(bits) <= 32 || isIpv4(bits);
	return isIpv4(address) && /^[\d.]+$/.test(bits) && isMask ? { key, fields: {} } : undefined;
}

function showAddress(given: unknown): string {
	const text = hasFields(given) ? given.ip : given;
	return typeof text === 'string' && ADDRESS.test(text) ? text.trim() : showDestination(text);
}

/** Reads `1.2.3.4`, `1.2.3.0/24`, or an object with `ip` and, if it likes, `mask`. */
function readAddress(given: unknown): Parsed<Asked> {
	if (!hasFields(given)) return readText(given);
	const unknown = Object.keys(given).find((name) => !FIELDS.includes(name));
	if (unknown !== undefined) {
		return refused(`it has a field ${quote(unknown)}; known fields are ${FIELDS.join(', ')}`);
	}
	const { ip, mask } = given;
	return isBlank(mask) || typeof ip !== 'string' ? readText(ip) : readParts(ip.trim(), mask);
}

function readText(given: unknown): Parsed<Asked> {
	if (isBlank(given)) return refused('it is empty');
	if (typeof given !== 'string') {
		return refused(`it is ${describeType(given)}; an address is text such as 44.248.146.11`);
	}
	const [ip = '', mask = '32', ...more] = given.trim().split('/');
	return more.length > 0 ? refused(FORMS) : readParts(ip, mask);
}

function readParts(ip: string, mask: unknown): Parsed<Asked> {
	const bits = readWhole(mask);
	if (bits === undefined || bits < LEAST_BITS || bits > 32) {
		return refused(`its mask is not a whole number from ${LEAST_BITS} to 32`, 'mask');
	}
	const reason = checkIp(bits)(ip);
	if (reason !== undefined) return refused(reason);
	const network = networkOf(ip, bits);
	// Which of its addresses names a range is for Exotel to say: so that it is named in one way only.
	if (network !== ip) return refused(`a range begins with its first address, ${network}/${bits}`);
	return parsed({ key: `${ip}/${bits}`, fields: {} });
}
