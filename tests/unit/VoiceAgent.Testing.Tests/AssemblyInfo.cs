// Virtual time looks at the thread pool to know when nothing moves; tests beside it would make it wait.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
