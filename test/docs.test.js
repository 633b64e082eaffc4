const { execFileSync } = require('node:child_process');
const { existsSync, readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');

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

test.each([
	'README.md',
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
