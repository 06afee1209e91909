export type {
	CampaignAnomaly,
	CampaignBaseline,
	CampaignHeader,
	CampaignPlan,
	CampaignReporter,
	CampaignReporterChoice,
	CampaignResult,
	CampaignRun,
	CampaignSummary,
	PlannedRun,
	ReporterOutput,
	Shard,
} from './campaign.ts';
export type { Shortfall, Thresholds } from './campaign-outcome.ts';
export {
	campaignExitCode,
	closingLine,
	countResults,
	defaultThresholds,
	resultOf,
	shortfallsOf,
} from './campaign-outcome.ts';
export type { Client, ClientContext, CreateClient } from './client.ts';
export { defineSystem, type SystemDefinition } from './define-system.ts';
export type { Distribution } from './distribution.ts';
export { didYouMean, findByName, UsageError, unknownOperation } from './errors.ts';
export { eventTypes } from './event-columns.ts';
export type {
	ClockFault,
	ClusterFault,
	ClusterFaultKind,
	DiskFault,
	Fault,
	FaultEvent,
	FaultFamily,
	FaultKind,
	Link,
	LinkFault,
	LoadFault,
	MembershipFault,
	ProcessFault,
	RepeatedFault,
} from './fault.ts';
export { brokenPromises, familyOf, faultKinds, isClusterFault, needsOf } from './fault.ts';
export type { Generator, GeneratorContext, GeneratorEvent, Next, ProcessId, Scheduled } from './generator.ts';
export { History, type HistoryColumns, HistoryError } from './history.ts';
export { type EventWatch, historyInvariant } from './history-invariant.ts';
export type { BrokenInvariant, Invariant, InvariantReport, InvariantWatch } from './invariant.ts';
export type { JsonValue } from './json.ts';
export type { ClientId, ErrorBody, Message, MessageBody, NodeId } from './message.ts';
export { errorCodes, isDefinite, isError, nodeNames } from './message.ts';
export type { ClusterView, Nemesis } from './nemesis.ts';
export type { CreateNode, Inspection, NodeContext, NodeProgram, Storage } from './node.ts';
export {
	chosenNodes,
	findNemesis,
	leaderOf,
	majorityOf,
	minorityOf,
	type NodeChoice,
	nodeChoiceWords,
	parseNodeChoice,
} from './node-choice.ts';
export type { Completion, EventType, HistoryEvent, Invocation, Operation } from './operation.ts';
export type { Random } from './random.ts';
export type { HistoryModel, Registry } from './registry.ts';
export { createRpcClient } from './rpc-client.ts';
export type { HistorySource, RunRecord, ShrunkRun, TestOptions } from './run.ts';
export { commandOf, defaultTestOptions, replayCommand } from './run.ts';
export type { Delays, Scenario, ScenarioFault, ScenarioOperation, SeedBranch, StoryStep } from './scenario.ts';
export type { BenchmarkFault, Figure, FigureKind, FigureName, Scorecard, ScorecardRow } from './scorecard.ts';
export { figureKinds, figureNames } from './scorecard.ts';
export type { MembershipOperations, Mutant, System, TestDefaults, Workload, WorkloadOptions } from './system.ts';
export type {
	Anomaly,
	Checker,
	CheckerChoice,
	CheckerInput,
	CheckerOptions,
	CheckerResult,
	Usage,
	Validity,
	Verdict,
} from './verdict.ts';
export { worst } from './verdict.ts';
