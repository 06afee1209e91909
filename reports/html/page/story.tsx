import type { StoryData } from '../report-data.ts';

/** What broke, who took over, what clients did and saw: the way to the failure in a few sentences. */
export function Story({ story }: { story: StoryData }) {
	return (
		<section aria-labelledby="story" class="story">
			<h2 id="story">How it happens</h2>
			<p class="hint">{story.about}</p>
			<ol>
				{story.steps.map(({ time, text }, index) => (
					<li key={index}>
						<time>{time}</time> <span>{text}</span>
					</li>
				))}
			</ol>
			{story.replay !== null && (
				<p>
					<code>{story.replay}</code>
				</p>
			)}
		</section>
	);
}
