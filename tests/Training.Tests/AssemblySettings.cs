using Xunit;

// How many threads libtorch adds up with is a setting of the whole process, and decides the last bits of what it gives.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
