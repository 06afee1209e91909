export { configuration, configurationEnd } from './configurations';
export { crashedList } from './crashed-counts';
export { setLookahead } from './lookahead';
export { allocate, outOfMemory, reset, used } from './memory';
export { setCrashed, setOperations } from './problem';
export { frontMax, search, steps } from './search';
export { transitionsAsked } from './transitions';
