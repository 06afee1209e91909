import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** The width of an element in pixels, now and whenever it changes. */
export function useWidth<T extends HTMLElement>(): [RefObject<T | null>, number] {
	const element = useRef<T>(null);
	const [width, setWidth] = useState(900);
	useLayoutEffect(() => {
		const { current } = element;
		if (current === null) return;
		const measure = () => setWidth(Math.floor(current.clientWidth));
		measure();
		const observer = new ResizeObserver(measure);
		observer.observe(current);
		return () => observer.disconnect();
	}, []);
	return [element, width];
}
