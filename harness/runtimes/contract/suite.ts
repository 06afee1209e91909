import type { ClusterFault, ClusterFaultKind, NodeId } from '../../model/index.ts';
import type { ContractOptions } from '../contract.ts';
import type { Session } from '../contract-session.ts';

export const nodes: readonly NodeId[] = ['n1', 'n2', 'n3'];
/** Long enough for what passes to have passed. */
export const settleMs = 300;

/** A cluster that all tests of the faults share, each leaving it healed. */
export interface ContractSuite {
	readonly options: ContractOptions;
	/** There once the tests run. */
	session(): Session;
	supports(kind: ClusterFaultKind): boolean;
	/** Injects a fault for as long as `during` takes. */
	withFault(fault: ClusterFault, during: () => Promise<void>): Promise<void>;
}
