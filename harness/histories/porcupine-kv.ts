import type { History } from '../model/index.ts';
import { ForeignEvents } from './foreign-events.ts';
import { ednEvents } from './jepsen-edn.ts';
import type { ByteSource } from './text/byte-source.ts';
import { MalformedText } from './text/malformed-text.ts';

const functions = ['get', 'put', 'append'];

/** Porcupine's key-value logs: one EDN map a line, with `:f` get, put or append and a `:key`. */
export function readPorcupineKv(source: ByteSource): History {
	const events = new ForeignEvents();
	for (const event of ednEvents(source)) {
		const { place, f, key } = event;
		if (!functions.includes(f)) throw new MalformedText(place, ':f :get, :put or :append', f);
		if (key === undefined) throw new MalformedText(place, 'a :key', 'none');
		events.add(event);
	}
	return events.toHistory();
}
