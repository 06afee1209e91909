import { createContext } from 'preact';
import type { FaultData } from '../report-data.ts';

/** The faults of the run, for every picture that has a time axis. */
export const Faults = createContext<readonly FaultData[]>([]);
