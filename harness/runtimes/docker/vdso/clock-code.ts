import { type Assembled, assemble, code, type Instruction, label, relative } from './assembler.ts';

/**
 * The three functions of the vDSO that tell wall time, for x86-64, in a version that asks the kernel (the syscall, which
 * nothing has tampered with) and then makes the answer wrong:
 *
 *     T  = the kernel's answer, in nanoseconds since 1970
 *     T' = T + ((T - anchor) · slope >> 32) + offset,  and never below 0
 *
 * `slope` is how much the clock gains, 0 for none, as a fraction of 2^32. Monotonic clocks are left alone: a program that
 * waits until a monotonic time hands that time to the kernel, which knows only its own.
 *
 * `anchor`, `slope` and `offset` stand in one of two blocks in front of the code. The `selector` says which is valid: a
 * change fills in the other one and then turns the selector with a single write, so that no thread reads half a change.
 *
 * The C calling convention lets a function change rax, rcx, rdx, rsi, rdi and r8 to r11; `syscall` itself changes rcx and r11.
 */

/** The first bytes in front of the code: by them a vDSO is known that has been rewritten before. */
export const magic = 0x4b4c435f544c5546n; // FULT_CLK, little-endian

/** Layout in front of the code, in bytes. */
export const selectorAt = 8;
export const blocksAt = 16;
/** anchor, slope, offset: 64 bits each. */
export const blockLength = 24;
export const codeAt: number = blocksAt + 2 * blockLength;

/** The names of the functions, with and without the vDSO's own prefix, and the code's entry for each. */
export const entries = {
	clock_gettime: ['clock_gettime', '__vdso_clock_gettime'],
	gettimeofday: ['gettimeofday', '__vdso_gettimeofday'],
	time: ['time', '__vdso_time'],
} as const;

const billion = [0x00, 0xca, 0x9a, 0x3b] as const;

/** r8 nanoseconds → rax seconds, rdx nanoseconds. */
const split: readonly Instruction[] = [
	code('mov rax, r8', 0x4c, 0x89, 0xc0),
	code('xor edx, edx', 0x31, 0xd2),
	code('mov ecx, 1000000000', 0xb9, ...billion),
	code('div rcx', 0x48, 0xf7, 0xf1),
];

const clockGettime: readonly Instruction[] = [
	label('clock_gettime'), // edi: which clock, rsi: struct timespec { seconds, nanoseconds }
	code('mov eax, 228', 0xb8, 228, 0, 0, 0), // clock_gettime
	code('syscall', 0x0f, 0x05),
	code('test eax, eax', 0x85, 0xc0),
	relative('jnz clock_gettime_done', 'clock_gettime_done', 0x0f, 0x85),
	code('test edi, edi', 0x85, 0xff), // CLOCK_REALTIME
	relative('jz clock_gettime_wall', 'clock_gettime_wall', 0x0f, 0x84),
	code('cmp edi, 5', 0x83, 0xff, 5), // CLOCK_REALTIME_COARSE
	relative('jz clock_gettime_wall', 'clock_gettime_wall', 0x0f, 0x84),
	code('cmp edi, 11', 0x83, 0xff, 11), // CLOCK_TAI
	relative('jnz clock_gettime_done', 'clock_gettime_done', 0x0f, 0x85),
	label('clock_gettime_wall'),
	code('imul r8, [rsi], 1000000000', 0x4c, 0x69, 0x06, ...billion),
	code('add r8, [rsi+8]', 0x4c, 0x03, 0x46, 8),
	relative('call shift', 'shift', 0xe8),
	...split,
	code('mov [rsi], rax', 0x48, 0x89, 0x06),
	code('mov [rsi+8], rdx', 0x48, 0x89, 0x56, 8),
	code('xor eax, eax', 0x31, 0xc0),
	label('clock_gettime_done'),
	code('ret', 0xc3),
];

const gettimeofday: readonly Instruction[] = [
	label('gettimeofday'), // rdi: struct timeval { seconds, microseconds } or null, rsi: time zone
	code('mov eax, 96', 0xb8, 96, 0, 0, 0), // gettimeofday
	code('syscall', 0x0f, 0x05),
	code('test eax, eax', 0x85, 0xc0),
	relative('jnz gettimeofday_done', 'gettimeofday_done', 0x0f, 0x85),
	code('test rdi, rdi', 0x48, 0x85, 0xff),
	relative('jz gettimeofday_done', 'gettimeofday_done', 0x0f, 0x84),
	code('imul r8, [rdi], 1000000000', 0x4c, 0x69, 0x07, ...billion),
	code('imul r9, [rdi+8], 1000', 0x4c, 0x69, 0x4f, 8, 0xe8, 0x03, 0x00, 0x00),
	code('add r8, r9', 0x4d, 0x01, 0xc8),
	relative('call shift', 'shift', 0xe8),
	...split,
	code('mov [rdi], rax', 0x48, 0x89, 0x07),
	code('mov rax, rdx', 0x48, 0x89, 0xd0),
	code('xor edx, edx', 0x31, 0xd2),
	code('mov ecx, 1000', 0xb9, 0xe8, 0x03, 0x00, 0x00),
	code('div rcx', 0x48, 0xf7, 0xf1),
	code('mov [rdi+8], rax', 0x48, 0x89, 0x47, 8),
	code('xor eax, eax', 0x31, 0xc0),
	label('gettimeofday_done'),
	code('ret', 0xc3),
];

const time: readonly Instruction[] = [
	label('time'), // rdi: where to put the seconds as well, or null
	code('push rdi', 0x57),
	code('sub rsp, 16', 0x48, 0x83, 0xec, 16),
	code('mov eax, 228', 0xb8, 228, 0, 0, 0), // clock_gettime(CLOCK_REALTIME, rsp)
	code('xor edi, edi', 0x31, 0xff),
	code('mov rsi, rsp', 0x48, 0x89, 0xe6),
	code('syscall', 0x0f, 0x05),
	code('imul r8, [rsp], 1000000000', 0x4c, 0x69, 0x04, 0x24, ...billion),
	code('add r8, [rsp+8]', 0x4c, 0x03, 0x44, 0x24, 8),
	relative('call shift', 'shift', 0xe8),
	...split,
	code('add rsp, 16', 0x48, 0x83, 0xc4, 16),
	code('pop rdi', 0x5f),
	code('test rdi, rdi', 0x48, 0x85, 0xff),
	relative('jz time_done', 'time_done', 0x0f, 0x84),
	code('mov [rdi], rax', 0x48, 0x89, 0x07),
	label('time_done'),
	code('ret', 0xc3),
];

const shift: readonly Instruction[] = [
	label('shift'), // r8: T in, T' out
	relative('lea r9, [rip+data]', 'data', 0x4c, 0x8d, 0x0d),
	code('mov rcx, [r9+selector]', 0x49, 0x8b, 0x49, selectorAt),
	code('add r9, rcx', 0x49, 0x01, 0xc9),
	code('mov rax, r8', 0x4c, 0x89, 0xc0),
	code('sub rax, [r9+anchor]', 0x49, 0x2b, 0x41, 0),
	code('imul qword [r9+slope]', 0x49, 0xf7, 0x69, 8), // rdx:rax, signed
	code('shrd rax, rdx, 32', 0x48, 0x0f, 0xac, 0xd0, 32),
	code('add r8, rax', 0x49, 0x01, 0xc0),
	code('add r8, [r9+offset]', 0x4d, 0x03, 0x41, 16),
	code('xor eax, eax', 0x31, 0xc0),
	code('test r8, r8', 0x4d, 0x85, 0xc0),
	code('cmovs r8, rax', 0x4c, 0x0f, 0x48, 0xc0), // before 1970
	code('ret', 0xc3),
];

/** What stands in front of the code, as instructions, so that `[rip+data]` has a label to go by. */
const data: readonly Instruction[] = [label('data'), code('data', ...new Array<number>(codeAt).fill(0))];

/** Data and code in one piece, which runs wherever it is put. The labels are the entries. */
export const clockCode: Assembled = assemble([...data, ...clockGettime, ...gettimeofday, ...time, ...shift]);
