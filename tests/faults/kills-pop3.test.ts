// The promise behind everything: a process that is killed at any moment loses nothing and doubles nothing.
import { killDuring } from './kills.ts';

killDuring('pop3');
