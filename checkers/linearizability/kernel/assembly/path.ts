/** How a search came to the end of a legal history: the host follows the parents back from here. */

/** The last configuration but one of the order that was found. */
export let lastConfiguration: i32 = 0;
/** The move from there to the end. */
export let lastMove: i32 = 0;

export function endPath(configuration: i32, move: i32): void {
	lastConfiguration = configuration;
	lastMove = move;
}
