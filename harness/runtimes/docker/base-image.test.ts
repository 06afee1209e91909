import { expect, it } from 'vitest';
import { outdatedTags } from './base-image.ts';

const now = 1_000_000;
const image = (tag: string, ageSeconds: number) => ({ Created: now - ageSeconds, RepoTags: [`faultline-base:${tag}`] });

it('keeps the newest image, however old, and what was made a short while ago', () => {
	const old = image('old', 90_000);
	expect(outdatedTags([], now)).toEqual([]);
	expect(outdatedTags([old], now)).toEqual([]);
	expect(outdatedTags([old, image('older', 100_000)], now)).toEqual(['faultline-base:older']);
	expect(outdatedTags([image('just', 60), old, image('new', 5)], now)).toEqual(['faultline-base:old']);
});

it('passes over an image without a tag', () => {
	expect(outdatedTags([image('new', 5), { Created: 0, RepoTags: null }], now)).toEqual([]);
});
