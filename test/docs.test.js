const { execFileSync } = require('node:child_process');
const { existsSync, readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');

const { PROBES } = require('../scripts/live/probes');
const { limits } = require('../scripts/live/probes/limits');
const { N8N_VERSIONS } = require('./harness/n8n/versions');

const project = join(__dirname, '..');
const operations = readFileSync(join(project, 'docs/operations.md'), 'utf8');

/** The anchors of a page's headings. */
function headingsOf(text) {
	return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
		title
			.toLowerCase()
			.replace(/[^a-z\d -]/g, '')
			.replaceAll(' ', '-'),
	);
}

test('docs/operations.md shows what the demo prints', () => {
	const demo = execFileSync('node', ['-r', '@swc-node/register', 'scripts/demo.ts'], {
		cwd: project,
		encoding: 'utf8',
	});
	const shown = /npm run demo` prints[^]*?```text\n([^]*?)\n```/.exec(operations)?.[1];
	expect(demo.trimEnd()).toBe(shown);
});

test('docs/operations.md names the operation for every endpoint of the API', () => {
	const facts = readFileSync(join(project, 'docs/exotel-api.md'), 'utf8');
	const table = /## Which endpoint[^]*?\n\n(\|[^]*?)\n\n/.exec(operations)?.[1] ?? '';
	const covered = [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, endpoint]) => endpoint);
	const endpoints = [...facts.matchAll(/^\| `((?:GET|POST|PUT|DELETE) \/[^`?]+)/gm)].map(
		([, endpoint]) => endpoint,
	);
	expect(endpoints).toHaveLength(25);
	expect(covered).toEqual(expect.arrayContaining(endpoints));
	expect(covered.filter((one) => one.includes('ncomingPhoneNumbers'))).toHaveLength(3);
});

test('docs/exotel-api.md has a row of "Seen live" for each fact that a live check asks for', () => {
	const text = readFileSync(join(project, 'docs/exotel-api.md'), 'utf8');
	const [, section = ''] = text.split('## Seen live');
	const rows = [...section.split('\n## ')[0].matchAll(/^\| (.+) \|$/gm)].map(([, row]) =>
		row.split(' | ').slice(0, 3),
	);
	const asked = [...PROBES, ...limits].map(({ fact, source, expected }) => [
		fact,
		`[${source}]`,
		expected.join(' or '),
	]);
	expect(rows.slice(1)).toEqual(asked);
});

test('the README names the versions of n8n that tests run in, and the engine is of the newest', () => {
	const readme = readFileSync(join(project, 'README.md'), 'utf8');
	expect(readme).toContain(`n8n ${N8N_VERSIONS.join(' and ')} on Node.js 24`);
	const { devDependencies } = require('../package.json');
	expect(N8N_VERSIONS[0]).toBe(devDependencies['n8n-nodes-base']);
});

test('CHANGELOG.md describes the version in package.json', () => {
	const changelog = readFileSync(join(project, 'CHANGELOG.md'), 'utf8');
	expect(/^## (.+)$/m.exec(changelog)?.[1]).toBe(require('../package.json').version);
});

test.each([
	'README.md',
	'CHANGELOG.md',
	'CONTRIBUTING.md',
	'bench/README.md',
	'docs/exotel-api.md',
	'docs/operations.md',
	'docs/reliability.md',
	'docs/sync.md',
	'docs/trigger.md',
	'docs/trunks.md',
	'examples/README.md',
])('every link and picture in %s leads somewhere', (page) => {
	const text = readFileSync(join(project, page), 'utf8');
	const targets = [...text.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, target]) => target);
	expect(targets.length).toBeGreaterThan(0);
	for (const target of targets) {
		const [file, heading] = target.split('#');
		const other = file === '' ? join(project, page) : join(project, dirname(page), file);
		expect([target, existsSync(other)]).toEqual([target, true]);
		if (heading !== undefined) {
			expect(headingsOf(readFileSync(other, 'utf8'))).toContain(heading);
		}
	}
});
