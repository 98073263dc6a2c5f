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

    /// Merge sort from `source` to `target`, which hold the same at first.
    private static void sort(int[] target, int[] source, int from, int to, Order order) {
        if (to - from < SMALL) {
            for (int i = from + 1; i < to; i++) {
                int moving = target[i];
                int hole = i;
                while (hole > from && order.compare(target[hole - 1], moving) > 0) {
                    target[hole] = target[hole - 1];
                    hole--;
                }
                target[hole] = moving;
            }
            return;
        }
        int middle = (from + to) >>> 1;
        sort(source, target, from, middle, order);
        sort(source, target, middle, to, order);
        if (order.compare(source[middle - 1], source[middle]) <= 0) {
            System.arraycopy(source, from, target, from, to - from);
            return;
        }
        int left = from;
        int right = middle;
        for (int i = from; i < to; i++) {
            boolean takeLeft = right == to || (left < middle && order.compare(source[left], source[right]) <= 0);
            target[i] = source[takeLeft ? left++ : right++];
        }
    }
}
