import type { StoryData } from '../report-data.ts';

/** The few things that it takes to come to the anomaly, in their order. */
export function Story({ story: { replay, steps } }: { story: StoryData }) {
	return (
		<section aria-labelledby="story" class="story">
			<h2 id="story">How it comes about</h2>
			{replay !== null && (
				<p class="note">
					The smallest run that fails in the same way, found by shrinking this one; <code>{replay}</code> runs it again.
				</p>
			)}
			<ol>
				{steps.map(({ moment, text }, index) => (
					<li key={index}>
						<time>{moment}</time> <span>{text}</span>
					</li>
				))}
			</ol>
		</section>
	);
}
