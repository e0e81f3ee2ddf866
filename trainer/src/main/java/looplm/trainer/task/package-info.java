/**
 * The synthetic language of looplm-nano: a small world of people and things, questions about it whose answers need a
 * known number of recurrent steps, and the files that let a tokenizer read them.
 *
 * <p>Starting points: {@link looplm.trainer.task.NanoTasks} (all tasks), {@link looplm.trainer.task.Task} (what a task is),
 * {@link looplm.trainer.task.Split} (what is held out), {@link looplm.trainer.task.TaskExport} (files for the eval-service).
 */
@NullMarked
package looplm.trainer.task;

import org.jspecify.annotations.NullMarked;
