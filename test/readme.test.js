const { execFileSync } = require('node:child_process');
const { existsSync, readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');

const project = join(__dirname, '..');
const readme = readFileSync(join(project, 'README.md'), 'utf8');

test('the README shows what the demo prints', () => {
	const demo = execFileSync('node', ['-r', '@swc-node/register', 'scripts/demo.ts'], {
		cwd: project,
		encoding: 'utf8',
	});
	const shown = /npm run demo` prints[^]*?```text\n([^]*?)\n```/.exec(readme)?.[1];
	expect(demo.trimEnd()).toBe(shown);
});

test.each(['README.md', 'CONTRIBUTING.md', 'bench/README.md', 'examples/README.md'])(
	'every link and picture of %s leads somewhere',
	(page) => {
		const text = readFileSync(join(project, page), 'utf8');
		const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
			title
				.toLowerCase()
				.replace(/[^a-z\d -]/g, '')
				.replaceAll(' ', '-'),
		);
		const targets = [...text.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, target]) => target);
		expect(targets.length).toBeGreaterThan(0);
		for (const target of targets) {
			if (target.startsWith('#')) expect(headings).toContain(target.slice(1));
			else expect(existsSync(join(project, dirname(page), target))).toBe(true);
		}
	},
);
