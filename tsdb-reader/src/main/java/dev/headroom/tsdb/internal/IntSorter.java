package dev.headroom.tsdb.internal;

/// Sorts ints by an order of their own, without boxes. Equal ones keep their order.
public final class IntSorter {
    private static final int SMALL = 12;

    private IntSorter() {}

    /// The order of two ints.
    @FunctionalInterface
    public interface Order {
        int compare(int left, int right);
    }

    /// The numbers from 0 to `count - 1` in this order.
    public static int[] sorted(int count, Order order) {
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = i;
        }
        sort(numbers, numbers.clone(), 0, count, order);
        return numbers;
    }

    /// Sorts a part of an array, by merging.
    ///
    /// @param scratch another array that holds the same in this part; anything afterwards
    public static void sort(int[] numbers, int[] scratch, int from, int to, Order order) {
        if (to - from < SMALL) {
            for (int i = from + 1; i < to; i++) {
                int moving = numbers[i];
                int hole = i;
                while (hole > from && order.compare(numbers[hole - 1], moving) > 0) {
                    numbers[hole] = numbers[hole - 1];
                    hole--;
                }
                numbers[hole] = moving;
            }
            return;
        }
        int middle = (from + to) >>> 1;
        sort(scratch, numbers, from, middle, order);
        sort(scratch, numbers, middle, to, order);
        if (order.compare(scratch[middle - 1], scratch[middle]) <= 0) {
            System.arraycopy(scratch, from, numbers, from, to - from);
            return;
        }
        int left = from;
        int right = middle;
        for (int i = from; i < to; i++) {
            boolean takeLeft = right == to || (left < middle && order.compare(scratch[left], scratch[right]) <= 0);
            numbers[i] = scratch[takeLeft ? left++ : right++];
        }
    }
}
