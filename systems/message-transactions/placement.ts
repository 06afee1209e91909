/** The first node is the broker; the others are services, each with the accounts whose number falls on it. */
export {
	coordinatorOf as brokerOf,
	participantOf as serviceOf,
	participantsOf as servicesOf,
} from '../transactions/placement.ts';
