import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** n8n's own check of community packages, which it runs on what is published. */
const SCANNER = '@n8n/scan-community-package';
const VERSION = '0.32.0';

const project = join(import.meta.dirname, '..');
const cache = join(project, '.cache/scanner', VERSION);

/** Loads the scanner, which is installed the first time. */
async function loadScanner() {
	if (!existsSync(join(cache, 'node_modules', SCANNER))) {
		rmSync(cache, { recursive: true, force: true });
		mkdirSync(cache, { recursive: true });
		writeFileSync(join(cache, 'package.json'), JSON.stringify({ private: true }));
		npm(cache, 'install', `${SCANNER}@${VERSION}`, '--ignore-scripts', '--no-audit', '--no-fund');
	}
	const file = join(cache, 'node_modules', SCANNER, 'scanner/scanner.mjs');
	return await import(pathToFileURL(file).href);
}

function npm(cwd, ...args) {
	return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 2] });
}

/** Packs the package and holds the source and what would be published to n8n's rules, as n8n does. */
async function scan() {
	const { analyzePackage, SOURCE_FILE_PATTERNS } = await loadScanner();
	const folder = mkdtempSync(join(tmpdir(), 'exotel-scan-'));
	try {
		const tarball = npm(project, 'pack', '--silent', '--pack-destination', folder).trim();
		execFileSync('tar', ['-xzf', join(folder, tarball), '-C', folder]);
		const checks = [
			['the source', project, SOURCE_FILE_PATTERNS],
			[tarball, join(folder, 'package'), ['**/*.js', 'package.json']],
		];
		for (const [what, directory, patterns] of checks) {
			const { passed, message, details } = await analyzePackage(directory, patterns);
			console.log(`${SCANNER} ${VERSION}: ${what} ${passed ? 'has no findings' : 'has findings'}`);
			if (!passed) console.log(details ?? message);
			if (!passed) process.exitCode = 1;
		}
	} finally {
		rmSync(folder, { recursive: true });
	}
}

await scan();
