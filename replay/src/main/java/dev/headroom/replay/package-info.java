/// Data on the move: what a directory holds, sent to another system or written anew. What the numbers mean is the
/// analyzer's, printing the command line's.
package dev.headroom.replay;
