/**
 * The synthetic language of looplm-nano: a small world of people and things, questions about it whose answers need a
 * known number of recurrent steps, and the files that let a tokenizer read them.
 *
 * <p>Starting points: {@link looplm.model.task.NanoTasks} (all tasks), {@link looplm.model.task.Task} (what a task is),
 * {@link looplm.model.task.Split} (what is held out), {@link looplm.model.task.TaskExport} (files for the eval-service).
 */
@NullMarked
package looplm.model.task;

import org.jspecify.annotations.NullMarked;
